#include "index.h"

#include <algorithm>
#include <numeric>

namespace leann {

NodeId entryPoint(const Graph& graph) {
  NodeId best = 0;
  for (NodeId v = 1; v < graph.size(); ++v) {
    if (graph.degree(v) > graph.degree(best)) best = v;
  }
  return best;
}

std::vector<NodeId> hubsOf(const Graph& graph, uint32_t count) {
  std::vector<NodeId> nodes(graph.size());
  std::iota(nodes.begin(), nodes.end(), 0U);
  const auto wanted = static_cast<std::ptrdiff_t>(std::min(count, graph.size()));
  std::partial_sort(nodes.begin(), nodes.begin() + wanted, nodes.end(), [&](NodeId a, NodeId b) {
    return graph.degree(a) != graph.degree(b) ? graph.degree(a) > graph.degree(b) : a < b;
  });
  nodes.resize(static_cast<size_t>(wanted));
  return nodes;
}

Result<std::shared_ptr<VectorCache>> makeCache(const Index& index, uint64_t byteBudget,
                                               const CachedVectors& saved) {
  return guarded("make a cache", [&]() -> Result<std::shared_ptr<VectorCache>> {
    if (byteBudget == 0) return std::shared_ptr<VectorCache>();
    auto cache = std::make_shared<VectorCache>(index.dimension(), byteBudget);
    const auto hubs = static_cast<uint64_t>(index.params.hubFraction * index.size());
    const uint64_t room =
        byteBudget / 2 / (VectorCache::entryBytes(index.dimension()) + VectorCache::kPinBytes);
    const auto pins = static_cast<uint32_t>(std::min(hubs, room));
    if (const Status status = cache->pin(hubsOf(index.graph, pins)); !status.ok()) return status;
    if (const Status status = cache->restore(saved); !status.ok()) return status;
    return cache;
  });
}

}  // namespace leann
