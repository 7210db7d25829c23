#include "search/estimates.h"

#include "code/prediction.h"

namespace leann {

Estimates::Estimates(const Index& index, const float* query)
    : index_(index), table_(index.quantizer.table(query, index.params.metric)) {}

void Estimates::all(std::span<float> out, const Predictors* predictors) const {
  if (predictors == nullptr || predictors->empty()) return follow(out);
  std::vector<float> parts(out.size() + 1);
  index_.codes.scan(0, table_.scores, std::span(parts).subspan(1));
  predictors->addTo(parts);
  for (NodeId v = 0; v < index_.size(); ++v) out[v] = finished(v, parts[v + 1]);
}

void Estimates::follow(std::span<float> out) const {
  index_.codes.scan(0, table_.scores, out);
  const bool predicted = index_.params.prediction == Prediction::kNeighbors;
  for (NodeId v = 0; predicted && v < index_.size(); ++v) {
    // earlierNeighbors, counted while they are added up.
    const std::span<const NodeId> row = index_.graph.neighbors(v);
    float sum = 0;
    size_t count = 0;
    for (; count < row.size() && row[count] < v; ++count) sum += out[row[count]];
    out[v] += neighborWeight(count) * sum;
  }
  for (NodeId v = 0; v < index_.size(); ++v) out[v] = finished(v, out[v]);
}

float Estimates::ownPart(NodeId v) const {
  float sum = 0;
  const float* scores = table_.scores.data();
  for (uint32_t j = 0; j < index_.quantizer.subspaces(); ++j, scores += index_.quantizer.centroids()) {
    sum += scores[index_.codes.codeAt(v, j)];
  }
  return sum;
}

float Estimates::at(NodeId v) {
  if (index_.params.prediction == Prediction::kNone) return finished(v, ownPart(v));
  if (known_.empty()) {
    known_.resize(index_.size());
    parts_.resize(index_.size());
  }
  path_.assign(1, v);
  while (!path_.empty()) {
    const NodeId next = path_.back();
    const std::span<const NodeId> neighbors = earlierNeighbors(index_.graph, next);
    const size_t before = path_.size();
    float sum = 0;
    for (const NodeId u : neighbors) {
      if (!known_[u]) path_.push_back(u);
      sum += parts_[u];
    }
    if (path_.size() > before) continue;
    path_.pop_back();
    if (known_[next]) continue;
    parts_[next] = ownPart(next) + neighborWeight(neighbors.size()) * sum;
    known_[next] = true;
  }
  return finished(v, parts_[v]);
}

}  // namespace leann
