#include "index/index_cache.h"

#include <algorithm>

#include "graph/hubs.h"

namespace leann {
namespace {

Status pinHubs(VectorCache& cache, const Index& index) {
  const auto hubs = static_cast<uint64_t>(index.params.hubFraction * index.size());
  const uint64_t room =
      cache.budget() / 2 / (VectorCache::entryBytes(index.dimension()) + VectorCache::kPinBytes);
  return cache.pin(hubsOf(index.graph, static_cast<uint32_t>(std::min(hubs, room)), index.removed));
}

}  // namespace

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

Status forgetRemoved(VectorCache& cache, const Index& index) {
  return guarded("forget removed vectors", [&]() -> Status {
    for (const NodeId id : index.removed.nodes()) cache.erase(id);
    return pinHubs(cache, index);
  });
}

}  // namespace leann
