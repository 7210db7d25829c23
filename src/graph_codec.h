// An undirected graph as bits: every edge once, as the gap to the neighbour before it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph.h"
#include "status.h"

namespace leann {

/// `graph` must be undirected (every edge in both rows). Layout: docs/format.md, section GRPH. O(edges).
std::vector<uint8_t> encodeGraph(const Graph& graph);

/// Undoes encodeGraph for a graph of `nodes` nodes. Every id, count and padding bit is checked; work and
/// memory are bounded by the bytes present. Errors: kCorrupt.
Result<Graph> decodeGraph(std::span<const uint8_t> bytes, uint32_t nodes);

}  // namespace leann
