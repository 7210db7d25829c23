// Predicting what a code need not say: the reconstruction of a node begins with those of its graph
// neighbours.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

#include "graph/graph.h"

namespace leann {

/// What a code holds.
enum class Prediction : uint8_t {
  kNone = 0,       // the whole vector
  kNeighbors = 1,  // what is left of it after a share of the mean of its earlier neighbours' reconstructions
};

/// The neighbours of v that have lower ids: their reconstructions are known before that of v, also while an
/// index grows, since later nodes only add neighbours of higher ids.
inline std::span<const NodeId> earlierNeighbors(const Graph& graph, NodeId v) {
  const std::span<const NodeId> row = graph.neighbors(v);
  size_t count = 0;
  while (count < row.size() && row[count] < v) ++count;
  return row.first(count);
}

/// The weight of each of `count` neighbours: the mean of few is a worse guess, so less of it is believed.
/// These weights sum to 0.63 for one neighbour, 0.84 for four; they were the best of what was tried on
/// debian-60k.
inline float neighborWeight(size_t count) { return 0.95F / (static_cast<float>(count) + 0.5F); }

}  // namespace leann
