#include "build/probed_recalls.h"

#include <algorithm>

#include "base/neighbor.h"
#include "base/random.h"

namespace leann {
namespace {

constexpr uint32_t kTrials = 128;
constexpr uint32_t kTop = 10;

// The nearest other nodes.
std::vector<Neighbor> nearestOthers(const VectorTable& vectors, NodeId node) {
  std::vector<Neighbor> best;
  for (NodeId v = 0; v < vectors.size(); ++v) {
    if (v == node) continue;
    const Neighbor next{vectors.distanceBetween(node, v), v};
    if (best.size() == kTop && !(next < best.front())) continue;
    best.push_back(next);
    std::push_heap(best.begin(), best.end());
    if (best.size() <= kTop) continue;
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
  std::vector<float> query(vectors.dimension());
  size_t wanted = 0;
  for (uint32_t i = 0; i < kTrials; ++i) {
    const NodeId node = random.below(vectors.size());
    vectors.read(node, query.data());
    const Result<std::vector<uint32_t>> order =
        nearestClusters(clusters, vectors.metric(), vectors.dimension(), query, clusters.count());
    if (!order.ok()) continue;
    const std::vector<Neighbor> others = nearestOthers(vectors, node);
    wanted += others.size();
    countFound(clusters, order.value(), others, found);
  }
  for (size_t i = 0; i < found.size() && wanted > 0; ++i) {
    recalls[i] = static_cast<uint8_t>(uint64_t{found[i]} * 255 / wanted);
  }
  return recalls;
}

}  // namespace leann
