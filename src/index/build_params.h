// The parameters that an index is built with.
#pragma once

#include <cstdint>
#include <optional>

#include "base/status.h"
#include "code/prediction.h"
#include "code/rotation.h"
#include "graph/numbering.h"
#include "vector/distance.h"

namespace leann {

/// How the graph of an index was pruned.
enum class Pruning : uint8_t {
  kNone = 0,  // HNSW level 0 as built
  kHubs = 1,  // high-degree-preserving (LEANN, Algorithm 3)
  // Experimental: for research and comparison.
  kRandom = 2,  // edges dropped at random down to the edge count that kHubs aims at
  kSmallM = 3,  // HNSW built with M = links
};

/// How long codes are, and so how many vectors a search recomputes: dimension / 24, / 16 and / 9.6 bytes (16,
/// 24 and 40 at 384 dimensions), and 1.6 times as many behind a random rotation.
enum class Preset : uint8_t { kSmall = 0, kBalanced = 1, kAccurate = 2 };

/// Recorded in the file of the index, and used when it grows.
struct BuildParams {
  Metric metric = Metric::kInnerProduct;
  uint32_t M = 16;                // HNSW links a node; 2 .. 512
  uint32_t efConstruction = 128;  // candidate list while building; 1 .. 65,535
  Pruning pruning = Pruning::kHubs;
  uint32_t hubLinks = 32;     // M of Algorithm 3: links of a hub, and the most that one keeps; 2 .. 512
  uint32_t links = 4;         // m of Algorithm 3: links that every other node chooses; 1 .. hubLinks
  double hubFraction = 0.02;  // share of hubs; 0 .. 1
  Preset preset = Preset::kBalanced;
  double bytesPerPassage = 0;  // above 0: most bytes of the file a node, which decides how long codes are
  std::optional<RotationKind> rotation = {};  // empty: random while a learned one costs more than it saves
  uint32_t rows = 0;       // coordinates a learned rotation keeps; 0 = by nodes and dimension
  uint32_t subspaces = 0;  // of the code, 1 .. rows; 0 = by preset or bytesPerPassage
  uint32_t bits = 0;       // of a subspace's index, 4 or 8; 0 = 8 if learned from many nodes
  std::optional<Prediction> prediction = {};  // empty: from neighbours for inner products, none for L2
  std::optional<uint32_t> lengthBits = {};    // of Lengths, 0 or 4; empty: 4 for inner products, 0 for L2
  Numbering numbering = Numbering::kLocal;    // JavaScript's default is kAsAdded
  uint32_t clusters = 0;  // above 0: pieces that know nothing of each other (index/clusters.h); 0 .. 65,535
  uint64_t seed = 1;
};

// A learned rotation of more rows would take long to make orthonormal whenever it is read.
inline constexpr uint32_t kMostRows = 1024;

inline constexpr uint32_t kMostClusters = 65535;

/// Errors: kInvalidArgument for a parameter outside the range given above, for prediction or lengths under L2
/// (they are made for inner products), and for bytesPerPassage together with subspaces.
Status checkBuildParams(uint32_t dimension, const BuildParams& params);

}  // namespace leann
