// Where walks of an index's graph begin.
#pragma once

#include <vector>

#include "base/node_id.h"
#include "index/index.h"

namespace leann {

/// The entry point of the graph, or of each cluster that has nodes, since no edge leads from one to another:
/// not empty if there is a node. O(n).
std::vector<NodeId> entryPoints(const Index& index);

}  // namespace leann
