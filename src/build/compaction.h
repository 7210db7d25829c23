// Making an index smaller by its removed nodes, without any vectors.
#pragma once

#include <vector>

#include "base/status.h"
#include "index/index.h"

namespace leann {

struct Compacted {
  Index index;
  std::vector<NodeId> kept;  // kept[new] = old, ascending
};

/// `index` without its removed nodes; the others keep their order, and saved vectors and words their nodes.
/// An earlier neighbour that a node lost is replaced by that one's nearest other neighbour, as far as codes
/// tell, and nodes that were connected still are. If that changes what a code is predicted from, the node is
/// encoded again, as near as possible to what its code stood for; what that adds to the errors of estimates
/// goes into the calibration. Errors: kInvalidArgument if nothing would be left; kOutOfMemory. O(n *
/// centroids * rows), and O(degree) distances for each neighbour of a removed node; memory: two tables of n *
/// (rows + 8) bytes.
Result<Compacted> compacted(const Index& index);

}  // namespace leann
