// Recall and cost of a search, averaged over the queries of a dataset.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
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

/// The columns of a table that most benchmarks print, and a point in them.
inline const std::vector<std::string> kCostColumns = {"recall@10", "recomputed", "batches", "core ms"};
std::vector<std::string> costCells(const Point& point);

using Shared = std::shared_ptr<const Index>;

inline Shared share(Index index) { return std::make_shared<const Index>(std::move(index)); }

/// Runs the first `count` of the reporting queries. The dataset's own vectors stand in for the encoder.
Point measure(const Dataset& data, const Shared& index, const SearchParams& params, uint32_t count = kQueries,
              const std::shared_ptr<VectorCache>& cache = nullptr);

/// As `measure`, of a scan that recomputes exactly so many; and its recall@10 as the cell of a table.
Point measureRecomputing(const Dataset& data, const Shared& index, uint32_t recomputes);
std::string recallRecomputing(const Dataset& data, const Shared& index, uint32_t recomputes);

/// Lengths of the list of a search that walks, to choose from.
inline constexpr uint32_t kEfs[] = {16, 32, 64, 128, 256, 512};

/// The points of one search at these lengths of its list, shortest first.
std::vector<Point> sweep(const Dataset& data, const Shared& index, SearchParams params,
                         std::span<const uint32_t> efs, uint32_t count = kQueries);

/// A cost at a recall, on a straight line between the two points of `curve` (by rising recall) around it;
/// negative if it never reaches that recall.
double costAt(const std::vector<Point>& curve, double recall, double Point::*cost = &Point::recomputed);

/// All that kCostColumns show at that recall, likewise.
Point pointAt(const std::vector<Point>& curve, double recall);

}  // namespace leann::bench
