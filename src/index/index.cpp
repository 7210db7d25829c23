#include "index/index.h"

#include <algorithm>
#include <string>

namespace leann {

NodeId entryPoint(const Graph& graph) {
  NodeId best = 0;
  for (NodeId v = 1; v < graph.size(); ++v) {
    if (graph.degree(v) > graph.degree(best)) best = v;
  }
  return best;
}

std::vector<NodeId> hubsOf(const Graph& graph, uint32_t count, const Removed& removed) {
  std::vector<NodeId> nodes;
  nodes.reserve(graph.size());
  for (NodeId v = 0; v < graph.size(); ++v) {
    if (!removed.contains(v)) nodes.push_back(v);
  }
  const auto wanted = static_cast<std::ptrdiff_t>(std::min<size_t>(count, nodes.size()));
  std::partial_sort(nodes.begin(), nodes.begin() + wanted, nodes.end(), [&](NodeId a, NodeId b) {
    return graph.degree(a) != graph.degree(b) ? graph.degree(a) > graph.degree(b) : a < b;
  });
  nodes.resize(static_cast<size_t>(wanted));
  return nodes;
}

namespace {

Status pinHubs(VectorCache& cache, const Index& index) {
  const auto hubs = static_cast<uint64_t>(index.params.hubFraction * index.size());
  const uint64_t room =
      cache.budget() / 2 / (VectorCache::entryBytes(index.dimension()) + VectorCache::kPinBytes);
  return cache.pin(hubsOf(index.graph, static_cast<uint32_t>(std::min(hubs, room)), index.removed));
}

}  // namespace

Result<Index> without(const Index& index, std::span<const NodeId> nodes) {
  return guarded("remove nodes", [&]() -> Result<Index> {
    Index left = index;
    for (const NodeId id : nodes) {
      if (id >= index.size()) {
        return Status(ErrorCode::kInvalidArgument, "leann: cannot remove node " + std::to_string(id) +
                                                       ": there are " + std::to_string(index.size()) +
                                                       " nodes");
      }
      left.removed.insert(id);
    }
    return left;
  });
}

Status forgetRemoved(VectorCache& cache, const Index& index) {
  return guarded("forget removed vectors", [&]() -> Status {
    for (const NodeId id : index.removed.nodes()) cache.erase(id);
    return pinHubs(cache, index);
  });
}

Result<std::shared_ptr<VectorCache>> makeCache(const Index& index, uint64_t byteBudget,
                                               const CachedVectors& saved) {
  return guarded("make a cache", [&]() -> Result<std::shared_ptr<VectorCache>> {
    if (byteBudget == 0) return std::shared_ptr<VectorCache>();
    auto cache = std::make_shared<VectorCache>(index.dimension(), byteBudget);
    if (const Status status = pinHubs(*cache, index); !status.ok()) return status;
    if (const Status status = cache->restore(saved); !status.ok()) return status;
    for (const NodeId id : index.removed.nodes()) cache->erase(id);
    return cache;
  });
}

}  // namespace leann
