// The vectors that codes stand for, brought back: what an index still knows of the vectors that were thrown
// away.
#pragma once

#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "index/index.h"

namespace leann {

/// The mean of the vectors that the codes of `nodes` stand for: as near to the true mean as codes allow, of
/// about its length. A node more than once counts as often. Errors: kInvalidArgument for no node, or one that
/// there is not; kOutOfMemory. O(nodes above + edges): codes are predicted from those of lower numbers.
Result<std::vector<float>> reconstructedMean(const Index& index, std::span<const NodeId> nodes);

}  // namespace leann
