#include "search/predictors.h"

#include <algorithm>

namespace leann {

Predictors::Predictors(const Index& index) {
  if (index.params.prediction == Prediction::kNone) return;
  const Graph& graph = index.graph;
  size_t count = 0;
  blocks_.reserve(graph.size());
  weights_.reserve(graph.size());
  for (NodeId v = 0; v < graph.size(); ++v) {
    const size_t neighbors = earlierNeighbors(graph, v).size();
    weights_.push_back(neighborWeight(neighbors));
    blocks_.push_back(static_cast<uint16_t>((neighbors + kBlock - 1) / kBlock));
    count += blocks_.back() * kBlock;
  }
  ids_.assign(count, graph.size());
  auto to = ids_.begin();
  for (NodeId v = 0; v < graph.size(); ++v) {
    const std::span<const NodeId> neighbors = earlierNeighbors(graph, v);
    std::copy(neighbors.begin(), neighbors.end(), to);
    to += static_cast<std::ptrdiff_t>(blocks_[v] * kBlock);
  }
}

void Predictors::addTo(std::span<float> parts) const {
  const NodeId* id = ids_.data();
  for (size_t v = 0; v < blocks_.size(); ++v) {
    float sum = 0;
    for (uint32_t block = blocks_[v]; block > 0; --block, id += kBlock) {
      sum += parts[id[0]];
      sum += parts[id[1]];
      sum += parts[id[2]];
      sum += parts[id[3]];
    }
    parts[v] += weights_[v] * sum;
  }
}

}  // namespace leann
