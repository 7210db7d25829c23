// Ranking all nodes by their codes: the strategy that is not experimental.
#pragma once

#include "search/rerank_search.h"

namespace leann {

class ScanSearch final : public RerankSearch {
 public:
  /// Search::create, for kAuto and kScan alone: a program that searches by no other strategy need not hold
  /// the others. Errors: besides, kInvalidArgument for another strategy.
  static Result<std::unique_ptr<Search>> create(std::shared_ptr<const Index> index,
                                                std::span<const float> query, const SearchParams& params,
                                                std::shared_ptr<VectorCache> cache = nullptr,
                                                const Predictors* predictors = nullptr);

  ScanSearch(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
             std::shared_ptr<VectorCache> cache, const Predictors* predictors);
};

}  // namespace leann
