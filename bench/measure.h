// Recall and cost of a search, averaged over the queries of a dataset.
#pragma once

#include <cstdint>
#include <memory>

#include "dataset.h"
#include "search.h"

namespace leann::bench {

inline constexpr uint32_t kTop = 10;  // of recall@10

struct Point {
  double recall = 0;      // recall@10 against exact search
  double recomputed = 0;  // vectors a query
  double batches = 0;
};

/// Runs the first `queries` odd queries; the even ones are for tuning. The dataset's own vectors stand in for
/// the encoder.
Point measure(const Dataset& data, const std::shared_ptr<const Index>& index, const SearchParams& params,
              uint32_t queries);

}  // namespace leann::bench
