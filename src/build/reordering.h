// The nodes of an index in another order.
#pragma once

#include <span>

#include "base/node_id.h"
#include "base/status.h"
#include "index/index.h"

namespace leann {

/// Node `order[v]` becomes node v. Nodes whose prediction changed by that are encoded again, from codes
/// alone, as near as possible to what their code stood for. Cached vectors and words are left out. Errors:
/// kInvalidArgument unless `order` has every node once, or if nodes were removed, or the index was built in
/// clusters; kOutOfMemory. O(n * centroids * rows).
Result<Index> reordered(const Index& index, std::span<const NodeId> order);

}  // namespace leann
