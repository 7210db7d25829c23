// The graph as a range-coded stream; see GRPH in docs/format.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"
#include "graph/graph.h"

namespace leann {

/// Most edges of a graph, each counted once: both ends fit 32-bit offsets.
inline constexpr uint64_t kMostEdges = (uint64_t{1} << 31) - 1;

/// The size of a graph in a file.
struct GraphSize {
  uint64_t bytes;
  uint64_t edges;  // each counted once
};

/// `graph`: undirected, at most kMostEdges. O(edges).
std::vector<uint8_t> encodeGraph(const Graph& graph);

/// Checks every number before it is used. Memory: what the graph takes, and 4 bytes a node meanwhile;
/// `mostEdges` limits it before it is asked for. O(edges). Errors: kCorrupt.
Result<Graph> decodeGraph(std::span<const uint8_t> bytes, uint32_t nodes, uint64_t mostEdges);

}  // namespace leann
