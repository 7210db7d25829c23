#include "search/predictors.h"

#include <algorithm>

namespace leann {

void Predictors::append(const Index& index) {
  if (index.params.prediction == Prediction::kNone) return;
  const Graph& graph = index.graph;
  const auto first = static_cast<NodeId>(blocks_.size());
  size_t count = places_.size();
  for (NodeId v = first; v < graph.size(); ++v) {
    const size_t neighbors = earlierNeighbors(graph, v).size();
    weights_.push_back(neighborWeight(neighbors));
    blocks_.push_back(static_cast<uint16_t>((neighbors + kBlock - 1) / kBlock));
    count += blocks_.back() * kBlock;
  }
  auto to = static_cast<std::ptrdiff_t>(places_.size());
  places_.resize(count, 0);
  for (NodeId v = first; v < graph.size(); ++v) {
    const std::span<const NodeId> neighbors = earlierNeighbors(graph, v);
    std::transform(neighbors.begin(), neighbors.end(), places_.begin() + to, [](NodeId u) { return u + 1; });
    to += static_cast<std::ptrdiff_t>(blocks_[v] * kBlock);
  }
}

void Predictors::addTo(std::span<float> parts) const {
  const uint32_t* place = places_.data();
  for (size_t v = 0; v < blocks_.size(); ++v) {
    float sum = 0;
    for (uint32_t block = blocks_[v]; block > 0; --block, place += kBlock) {
      sum += parts[place[0]];
      sum += parts[place[1]];
      sum += parts[place[2]];
      sum += parts[place[3]];
    }
    parts[v + 1] += weights_[v] * sum;
  }
}

}  // namespace leann
