// The compact index: a graph and codes, no vectors. Immutable; searches share it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "graph.h"
#include "quantizer.h"

namespace leann {

/// How the graph of an index was pruned.
enum class Pruning : uint8_t {
  kNone = 0,    // HNSW level 0 as built
  kHubs = 1,    // high-degree-preserving (LEANN, Algorithm 3)
  kRandom = 2,  // edges dropped at random down to the edge count that kHubs aims at
  kSmallM = 3,  // HNSW built with M = links
};

/// What an index was built with; recorded in its file, and used when it grows.
struct BuildParams {
  Metric metric = Metric::kInnerProduct;
  uint32_t M = 16;                // HNSW links a node; 2 .. 512
  uint32_t efConstruction = 128;  // candidate list while building; 1 .. 65,535
  Pruning pruning = Pruning::kHubs;
  uint32_t hubLinks = 32;     // M of Algorithm 3: links of a hub, and the most that one keeps; 2 .. 512
  uint32_t links = 6;         // m of Algorithm 3: links that every other node chooses; 1 .. hubLinks
  double hubFraction = 0.02;  // share of hubs; 0 .. 1
  std::optional<RotationKind> rotation = {};  // empty: random until a learned one costs less than it saves
  uint32_t subspaces = 0;                     // of the code; 0 = dimension / 5 with 4 bits, / 12 with 8
  uint32_t bits = 0;                          // of a subspace's index, 4 or 8; 0 = 8 if learned, else 4
  uint64_t seed = 1;
};

/// Fills in what `params` leaves open: the rotation that makes the smaller index of `nodes` vectors at equal
/// recall, and bits and subspaces to go with it.
BuildParams resolved(const BuildParams& params, uint32_t dimension, uint32_t nodes);

struct Index {
  BuildParams params;
  Graph graph;  // undirected: every edge stands in both rows
  Quantizer quantizer;
  std::vector<uint8_t> codes;  // quantizer.codeSize() bytes a node

  uint32_t size() const { return graph.size(); }
  uint32_t dimension() const { return quantizer.dimension(); }
  const uint8_t* code(NodeId id) const { return codes.data() + size_t{id} * quantizer.codeSize(); }
};

/// Where a walk of the graph begins: the node of highest degree (ties to the lower id). O(n).
NodeId entryPoint(const Graph& graph);

}  // namespace leann
