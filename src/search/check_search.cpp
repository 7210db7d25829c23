#include "search/check_search.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/decimal.h"
#include "vector/vector_table.h"

namespace leann {
namespace {

Status checkParams(const SearchParams& p) {
  const auto error = [](const std::string& what) {
    return Status(ErrorCode::kInvalidArgument, "leann: cannot search with " + what);
  };
  if (p.strategy > Strategy::kBestFirst)
    return error("strategy " + std::to_string(static_cast<int>(p.strategy)));
  if (p.k == 0) return error("k 0: it must be at least 1");
  if (p.ef == 0) return error("ef 0: it must be at least 1");
  if (p.batchSize == 0) return error("batchSize 0: it must be at least 1");
  if (!(p.confidence >= 0 && p.confidence <= 1)) {
    return error("confidence " + decimal(p.confidence) + ": it must be 0 to 1");
  }
  if (!(p.leastGain >= 0 && p.leastGain <= 1)) {
    return error("leastGain " + decimal(p.leastGain) + ": it must be 0 to 1");
  }
  if (!(p.ratio > 0 && p.ratio <= 1)) {
    return error("ratio " + decimal(p.ratio) + ": it must be above 0 and at most 1");
  }
  return {};
}

Status checkBonuses(const Index& index, const SearchParams& p) {
  const auto error = [](const std::string& why) {
    return Status(ErrorCode::kInvalidArgument, "leann: cannot search with bonuses: " + why);
  };
  if (p.bonuses.empty()) return {};
  if (p.strategy > Strategy::kScan) return error("the strategy must be to scan");
  for (size_t i = 0; i < p.bonuses.size(); ++i) {
    const Neighbor& bonus = p.bonuses[i];
    if (bonus.id >= index.wholeSize()) return error("there is no node " + std::to_string(bonus.id));
    if (i > 0 && p.bonuses[i - 1].id >= bonus.id) return error("their nodes must ascend");
    if (!(bonus.distance >= 0 && bonus.distance <= std::numeric_limits<float>::max())) {
      return error("that of node " + std::to_string(bonus.id) + " must be finite and at least 0");
    }
  }
  return {};
}

}  // namespace

Status checkSearch(const Index& index, std::span<const float> query, const SearchParams& params,
                   const VectorCache* cache) {
  if (const Status status = checkParams(params); !status.ok()) return status;
  if (index.cut && params.strategy > Strategy::kScan) {
    return {ErrorCode::kInvalidArgument,
            "leann: cannot walk the index: it comes in parts, which are only scanned"};
  }
  if (query.size() != index.dimension()) {
    return {ErrorCode::kDimensionMismatch, "leann: cannot search for a vector of length " +
                                               std::to_string(query.size()) + ": the index has " +
                                               std::to_string(index.dimension()) + " dimensions"};
  }
  const Metric metric = index.params.metric;
  if (const Status status = checkVectors(query, index.dimension(), metric, "search for"); !status.ok()) {
    return status;
  }
  if (!params.allowed.empty() && params.allowed.size() != (size_t{index.wholeSize()} + 7) / 8) {
    return {ErrorCode::kInvalidArgument,
            "leann: cannot search among " + std::to_string(params.allowed.size()) +
                " bytes of allowed nodes: there are " + std::to_string(index.wholeSize()) + " nodes"};
  }
  if (const Status status = checkBonuses(index, params); !status.ok()) return status;
  if (cache != nullptr && cache->dimension() != index.dimension()) {
    return {ErrorCode::kDimensionMismatch,
            "leann: cannot search with a cache of " + std::to_string(cache->dimension()) +
                " dimensions: the index has " + std::to_string(index.dimension())};
  }
  return {};
}

}  // namespace leann
