#include "build/probed_recalls.h"

#include <algorithm>

#include "base/neighbor.h"
#include "base/random.h"
#include "vector/distance.h"

namespace leann {
namespace {

constexpr uint32_t kProbes = 128;
constexpr uint32_t kBest = 10;
// Queries are less like any passage than passages are like each other: how much of another passage is mixed
// in, so that the figures are those of real queries (docs/benchmarks.md).
constexpr float kOther = 0.45F;

// The nodes nearest to the one vector of `query`, but for those that it was made of.
std::vector<Neighbor> nearestTo(const VectorTable& query, const VectorTable& vectors, NodeId a, NodeId b) {
  std::vector<Neighbor> best;
  const auto square = [](const VectorTable& table, NodeId id) {
    const int8_t* values = table.values(id).data();
    return table.scale(id) * table.scale(id) * static_cast<float>(dot(values, values, table.dimension()));
  };
  for (NodeId v = 0; v < vectors.size(); ++v) {
    if (v == a || v == b) continue;
    const auto inner =
        static_cast<float>(dot(query.values(0).data(), vectors.values(v).data(), vectors.dimension())) *
        query.scale(0) * vectors.scale(v);
    const Neighbor next{vectors.metric() == Metric::kL2 ? square(vectors, v) - 2 * inner : -inner, v};
    if (best.size() == kBest && !(next < best.front())) continue;
    best.push_back(next);
    std::push_heap(best.begin(), best.end());
    if (best.size() <= kBest) continue;
    std::pop_heap(best.begin(), best.end());
    best.pop_back();
  }
  return best;
}

// Adds to found[i] how many of `wanted` are in the 2^i first of the clusters in `order`.
void countFound(const Clusters& clusters, const std::vector<uint32_t>& order,
                const std::vector<Neighbor>& wanted, std::vector<uint32_t>& found) {
  for (const Neighbor& each : wanted) {
    const uint32_t cluster = clusterOf(clusters, each.id);
    const auto place = std::find(order.begin(), order.end(), cluster) - order.begin();
    for (size_t i = 0; i < found.size(); ++i) {
      if (place < std::ptrdiff_t{1} << i) ++found[i];
    }
  }
}

}  // namespace

std::vector<uint8_t> probedRecalls(const Clusters& clusters, const VectorTable& vectors, uint64_t seed) {
  std::vector<uint32_t> found(Clusters::recallsOf(clusters.count()), 0);
  std::vector<uint8_t> recalls(found.size(), UINT8_MAX);
  if (clusters.empty() || vectors.size() < 2) return recalls;
  Random random(seed);
  std::vector<float> query(vectors.dimension()), other(vectors.dimension());
  size_t wanted = 0;
  for (uint32_t i = 0; i < kProbes; ++i) {
    const NodeId a = random.below(vectors.size());
    const NodeId b = random.below(vectors.size());
    vectors.read(a, query.data());
    vectors.read(b, other.data());
    for (uint32_t j = 0; j < query.size(); ++j) query[j] = (1 - kOther) * query[j] + kOther * other[j];
    const Result<std::vector<uint32_t>> order =
        nearestClusters(clusters, vectors.metric(), vectors.dimension(), query, clusters.count());
    if (!order.ok()) continue;
    VectorTable one(vectors.dimension(), vectors.metric());
    one.appendUnchecked(query);
    const std::vector<Neighbor> nearest = nearestTo(one, vectors, a, b);
    wanted += nearest.size();
    countFound(clusters, order.value(), nearest, found);
  }
  for (size_t i = 0; i < found.size() && wanted > 0; ++i) {
    recalls[i] = static_cast<uint8_t>(uint64_t{found[i]} * 255 / wanted);
  }
  return recalls;
}

}  // namespace leann
