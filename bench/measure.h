// Recall and cost of a search, averaged over the queries of a dataset.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dataset.h"
#include "search.h"

namespace leann::bench {

inline constexpr uint32_t kTop = 10;  // of recall@10

struct Point {
  double recall = 0;        // recall@10 against exact search
  double recall3 = 0;       // recall@3
  double recomputed = 0;    // vectors a query
  double recomputed95 = 0;  // 95th percentile of that
  double cached = 0;
  double batches = 0;
  double milliseconds = 0;  // median CPU time of the core a query, from its vector to the last hit
};

/// Which queries: the even ones are for tuning, the odd ones for reporting.
enum class Queries : uint32_t { kTuning = 0, kReporting = 1 };

/// Runs the first `count` of the queries. The dataset's own vectors stand in for the encoder.
Point measure(const Dataset& data, const std::shared_ptr<const Index>& index, const SearchParams& params,
              uint32_t count, Queries queries = Queries::kReporting,
              const std::shared_ptr<VectorCache>& cache = nullptr);

/// Builds an index of all vectors of the dataset.
Index buildIndex(const Dataset& data, const BuildParams& params);

}  // namespace leann::bench
