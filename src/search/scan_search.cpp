#include "search/scan_search.h"

#include "search/check_search.h"

namespace leann {

Result<std::unique_ptr<Search>> ScanSearch::create(std::shared_ptr<const Index> index,
                                                   std::span<const float> query, const SearchParams& params,
                                                   std::shared_ptr<VectorCache> cache,
                                                   const Predictors* predictors) {
  return guarded("search", [&]() -> Result<std::unique_ptr<Search>> {
    if (const Status status = checkSearch(*index, query, params, cache.get()); !status.ok()) return status;
    if (params.strategy > Strategy::kScan) {
      return Status(ErrorCode::kInvalidArgument,
                    "leann: cannot search by an experimental strategy: a published index is only scanned");
    }
    SearchParams resolved = params;
    resolved.strategy = Strategy::kScan;
    auto search =
        std::make_unique<ScanSearch>(std::move(index), query, resolved, std::move(cache), predictors);
    search->proceed({});
    return std::unique_ptr<Search>(std::move(search));
  });
}

ScanSearch::ScanSearch(std::shared_ptr<const Index> index, std::span<const float> query,
                       const SearchParams& params, std::shared_ptr<VectorCache> cache,
                       const Predictors* predictors)
    : RerankSearch(std::move(index), query, params, std::move(cache)) {
  codes_.all(open_, predictors);
  measureSpread();
  stats_.visited = index_->size();
  for (const Neighbor& bonus : params_.bonuses) {
    if (const auto id = index_->numberHere(bonus.id)) open_[*id] -= bonus.distance;
  }
  const bool all = params_.allowed.empty() && index_->removed.empty();
  for (NodeId v = 0; !all && v < index_->size(); ++v) {
    if (!allowed(v)) open_[v] = kClosed;
  }
}

}  // namespace leann
