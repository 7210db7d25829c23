// Pruning a proximity graph: LEANN's high-degree-preserving rule, and the two that the paper compares it
// with.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/graph.h"
#include "graph/hnsw.h"

namespace leann {

struct HubParams {
  uint32_t M = 32;            // links that a hub chooses, and the most that any node keeps
  uint32_t m = 6;             // links that every other node chooses; m < M
  double hubFraction = 0.02;  // share of the nodes, by degree in the first graph, that are hubs; 0 .. 1
};

/// LEANN Algorithm 3, its one new input: how many links each node chooses in the second construction pass,
/// from its out-degree in the first graph (ties by id). Run it with HnswBuilder(vectors, {.M, .maxDegree0 =
/// M}, result, choices of the first pass, at most M a node).
std::vector<uint32_t> hubPreservingLinks(const Graph& first, const HubParams& params);

/// Keeps each edge, together with its reverse, with probability `keep` (0 .. 1), seeded: the paper's "random
/// prune". Every node keeps at least one edge that it had.
Graph pruneRandomly(const Graph& graph, double keep, uint64_t seed);

}  // namespace leann
