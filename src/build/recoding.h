// Codes for the nodes that compaction leaves, in their new numbers, without their vectors.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "code/encoder.h"
#include "code/lengths.h"
#include "graph/graph.h"
#include "index/calibration.h"
#include "index/index.h"

namespace leann {

struct Recoded {
  std::vector<uint8_t> codes;
  Lengths lengths;
  float moved;              // mean square by which codes now stand for something else
  Calibration calibration;  // with what that adds to errors
};

/// Nodes whose prediction changed are encoded again, as near as possible to what their code stood for.
/// `graph`: of the nodes that are left, kept[new] = old; `old`: holds all nodes of `index`. O(n * centroids *
/// rows).
Recoded recoded(const Index& index, const Encoder& old, const Graph& graph, std::span<const NodeId> kept);

}  // namespace leann
