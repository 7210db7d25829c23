// Hubs: the nodes of highest degree, which most walks of a graph pass.
#pragma once

#include <cstdint>
#include <vector>

#include "base/node_id.h"
#include "graph/graph.h"
#include "graph/removed.h"

namespace leann {

/// Where a walk of the graph begins: the node of highest degree (ties to the lower id). O(n).
NodeId entryPoint(const Graph& graph);

/// The `count` nodes of highest degree that were not removed, that of highest first (ties to the lower id).
/// O(n).
std::vector<NodeId> hubsOf(const Graph& graph, uint32_t count, const Removed& removed = {});

}  // namespace leann
