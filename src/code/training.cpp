#include "code/training.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace leann {
namespace {

// Mean square error of a reconstruction, as a share of the vectors' variance: about what 20 bytes leave of
// 384 dimensions (debian-60k).
constexpr double kErrorShare = 0.3;

// A seeded sample without repetition, ascending.
std::vector<NodeId> drawNodes(uint32_t count, uint32_t most, uint64_t seed) {
  std::vector<NodeId> nodes;
  uint32_t wanted = std::min(most, count);
  nodes.reserve(wanted);
  Random random(seed);
  for (NodeId id = 0; id < count && wanted > 0; ++id) {
    if (random.below(count - id) >= wanted) continue;
    nodes.push_back(id);
    --wanted;
  }
  return nodes;
}

struct Moments {
  std::vector<float> mean;
  double variance = 0;  // of a component, on average
};

Moments momentsOf(const VectorTable& vectors, const std::vector<NodeId>& nodes) {
  const uint32_t d = vectors.dimension();
  std::vector<double> sum(d, 0.0);
  std::vector<float> row(d);
  double squares = 0;
  for (const NodeId id : nodes) {
    vectors.read(id, row.data());
    for (uint32_t i = 0; i < d; ++i) {
      const auto x = static_cast<double>(row[i]);
      sum[i] += x;
      squares += x * x;
    }
  }
  Moments moments;
  const auto n = static_cast<double>(nodes.size());
  double meanSquares = 0;
  for (const double s : sum) {
    moments.mean.push_back(static_cast<float>(s / n));
    meanSquares += s / n * (s / n);
  }
  moments.variance = std::max(0.0, (squares / n - meanSquares) / d);
  return moments;
}

// About normal, of variance 1: the sum of four uniform numbers.
float noise(Random& random) {
  const double sum = random.unit() + random.unit() + random.unit() + random.unit();
  return static_cast<float>((sum - 2) * 1.7320508075688772);
}

}  // namespace

Sample drawSample(const VectorTable& vectors, const Graph& graph, Prediction prediction, uint32_t bits,
                  uint64_t seed) {
  const uint32_t d = vectors.dimension();
  const std::vector<NodeId> nodes = drawNodes(vectors.size(), bits == 8 ? 16384 : 8192, seed);
  Moments moments = momentsOf(vectors, nodes);
  const auto error = static_cast<float>(std::sqrt(kErrorShare * moments.variance));
  Random random(seed);
  std::vector<float> differences(nodes.size() * d);
  std::vector<float> row(d);
  for (size_t at = 0; at < nodes.size(); ++at) {
    float* difference = differences.data() + at * d;
    vectors.read(nodes[at], difference);
    for (uint32_t i = 0; i < d; ++i) difference[i] -= moments.mean[i];
    if (prediction == Prediction::kNone) continue;
    const std::span<const NodeId> neighbors = earlierNeighbors(graph, nodes[at]);
    const float weight = neighborWeight(neighbors.size());
    for (const NodeId u : neighbors) {
      vectors.read(u, row.data());
      for (uint32_t i = 0; i < d; ++i) {
        difference[i] -= weight * (row[i] - moments.mean[i] + error * noise(random));
      }
    }
  }
  return {.mean = std::move(moments.mean), .differences = std::move(differences)};
}

Quantizer trainQuantizer(const VectorTable& vectors, const Graph& graph, Prediction prediction,
                         const QuantizerParams& params) {
  Sample sample = drawSample(vectors, graph, prediction, params.bits, params.seed);
  return Quantizer::train(std::move(sample.mean), sample.differences, params);
}

}  // namespace leann
