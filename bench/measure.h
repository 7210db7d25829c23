// Recall and cost of a search, averaged over the queries of a dataset.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "dataset.h"
#include "search/search.h"

namespace leann::bench {

struct Point {
  double recall = 0;        // recall@10 against exact search
  double recall3 = 0;       // recall@3
  double recomputed = 0;    // vectors a query
  double recomputed95 = 0;  // 95th percentile of that
  double cached = 0;        // vectors a query that came from the cache
  double batches = 0;
  double tokens = -1;       // encoded a query, by Dataset::tokens; negative where that is empty
  double milliseconds = 0;  // median CPU time of the core a query, from its vector to the last hit
};

/// A scan that recomputes exactly so many.
SearchParams recomputing(uint32_t count);

/// Runs the first `count` of the reporting queries. The dataset's own vectors stand in for the encoder.
Point measure(const Dataset& data, const std::shared_ptr<const Index>& index, const SearchParams& params,
              uint32_t count, const std::shared_ptr<VectorCache>& cache = nullptr);

/// The points of one search at these lengths of its list, shortest first.
std::vector<Point> sweep(const Dataset& data, const std::shared_ptr<const Index>& index, SearchParams params,
                         std::initializer_list<uint32_t> efs, uint32_t count);

/// A cost at a recall, on a straight line between the two points of `curve` (by rising recall) around it;
/// negative if it never reaches that recall.
double costAt(const std::vector<Point>& curve, double recall, double Point::*cost = &Point::recomputed);

}  // namespace leann::bench
