#include "search/reconstruction.h"

#include <algorithm>
#include <string>

#include "code/prediction.h"

namespace leann {
namespace {

Status checkNodes(const Index& index, std::span<const NodeId> nodes) {
  const auto refuse = [](const std::string& reason) {
    return Status(ErrorCode::kInvalidArgument, "leann: cannot reconstruct vectors: " + reason);
  };
  if (nodes.empty()) return refuse("there are no nodes");
  for (const NodeId id : nodes) {
    if (id >= index.wholeSize()) return refuse("there is no node " + std::to_string(id));
    if (!index.numberHere(id)) return refuse("the cluster of node " + std::to_string(id) + " is not at hand");
  }
  return {};
}

// The sum of weights[v] times what node v's code stands for, in rotated coordinates. What a code stands for
// is its centroids and a share of what those of earlier neighbours stand for: so each node, from the last one
// down, passes a share of its weight on to them, and nothing but weights has to be kept.
std::vector<float> weightedSum(const Index& index, std::vector<float> weights) {
  const bool predicted = index.params.prediction == Prediction::kNeighbors;
  const uint32_t rows = index.quantizer.rows();
  std::vector<float> sum(rows, 0);
  std::vector<float> decoded(rows);
  std::vector<uint8_t> code(index.quantizer.codeSize());
  for (NodeId v = index.size(); v-- > 0;) {
    const float weight = weights[v];
    if (weight == 0) continue;
    index.codes.code(v, code.data());
    std::fill(decoded.begin(), decoded.end(), 0.0F);
    index.quantizer.addDecoded(code.data(), decoded.data());
    for (uint32_t i = 0; i < rows; ++i) sum[i] += weight * decoded[i];
    if (!predicted) continue;
    const std::span<const NodeId> neighbors = earlierNeighbors(index.graph, v);
    for (const NodeId u : neighbors) weights[u] += weight * neighborWeight(neighbors.size());
  }
  return sum;
}

}  // namespace

Result<std::vector<float>> reconstructedMean(const Index& index, std::span<const NodeId> nodes) {
  return guarded("reconstruct vectors", [&]() -> Result<std::vector<float>> {
    if (const Status status = checkNodes(index, nodes); !status.ok()) return status;
    std::vector<float> weights(index.size(), 0);
    float all = 0;
    for (const NodeId named : nodes) {
      const NodeId id = *index.numberHere(named);
      const float weight = index.lengths.at(id) / static_cast<float>(nodes.size());
      weights[id] += weight;
      all += weight;
    }
    std::vector<float> mean(index.dimension());
    index.quantizer.rotation().applyInverse(weightedSum(index, std::move(weights)).data(), mean.data());
    for (uint32_t i = 0; i < index.dimension(); ++i) mean[i] += all * index.quantizer.mean()[i];
    return mean;
  });
}

}  // namespace leann
