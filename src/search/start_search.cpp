// Starting a search: the one place that knows all strategies.
#include <algorithm>

#include "search/check_search.h"
#include "search/code_walk_search.h"
#include "search/scan_search.h"
#include "search/search.h"
#include "search/walk_search.h"

namespace leann {

Result<std::unique_ptr<Search>> Search::create(std::shared_ptr<const Index> index,
                                               std::span<const float> query, const SearchParams& params,
                                               std::shared_ptr<VectorCache> cache,
                                               const Predictors* predictors) {
  return guarded("search", [&]() -> Result<std::unique_ptr<Search>> {
    if (const Status status = checkSearch(*index, query, params, cache.get()); !status.ok()) return status;
    SearchParams resolved = params;
    resolved.ef = std::max(params.ef, params.k);
    if (params.strategy == Strategy::kAuto) resolved.strategy = Strategy::kScan;
    std::unique_ptr<Search> search;
    if (resolved.strategy == Strategy::kScan) {
      search = std::make_unique<ScanSearch>(std::move(index), query, resolved, std::move(cache), predictors);
    } else if (resolved.strategy == Strategy::kWalk) {
      search = std::make_unique<CodeWalkSearch>(std::move(index), query, resolved, std::move(cache));
    } else {
      search = std::make_unique<WalkSearch>(std::move(index), query, resolved, std::move(cache));
    }
    search->proceed({});
    return search;
  });
}

}  // namespace leann
