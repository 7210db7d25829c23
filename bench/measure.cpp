#include "measure.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "index_builder.h"

namespace leann::bench {
namespace {

double cpuMilliseconds() { return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

}  // namespace

Point measure(const Dataset& data, const std::shared_ptr<const Index>& index, const SearchParams& params,
              uint32_t count, Queries queries, const std::shared_ptr<VectorCache>& cache) {
  Point sum;
  std::vector<double> recomputed, milliseconds;
  std::vector<float> vectors;
  for (auto q = static_cast<uint32_t>(queries); q < data.queryCount() && recomputed.size() < count; q += 2) {
    double began = cpuMilliseconds();
    double spent = 0;
    auto search = std::move(Search::create(index, data.query(q), params, cache).value());
    while (!search->done()) {
      spent += cpuMilliseconds() - began;
      vectors.clear();
      for (const NodeId id : search->wants()) {
        vectors.insert(vectors.end(), data.row(id), data.row(id) + kDimension);
      }
      began = cpuMilliseconds();
      (void)search->supply(vectors);
    }
    std::vector<NodeId> found;
    const auto hits = search->hits();
    spent += cpuMilliseconds() - began;
    for (const Hit& hit : hits.value()) found.push_back(hit.id);
    sum.recall += data.recall(q, found, kTop);
    sum.recall3 += data.recall(q, found, 3);
    sum.recomputed += search->stats().recomputed;
    sum.cached += search->stats().cached;
    sum.batches += search->stats().batches;
    recomputed.push_back(search->stats().recomputed);
    milliseconds.push_back(spent);
  }
  const auto n = static_cast<double>(recomputed.size());
  return {sum.recall / n, sum.recall3 / n, sum.recomputed / n,           percentile(recomputed, 0.95),
          sum.cached / n, sum.batches / n, percentile(milliseconds, 0.5)};
}

Index buildIndex(const Dataset& data, const BuildParams& params) {
  auto builder = std::move(IndexBuilder::create(kDimension, params).value());
  (void)builder->add(data.vectors);
  for (;;) {
    const auto progress = builder->step(4096);
    if (!progress.ok()) {
      std::fprintf(stderr, "%s\n", progress.status().message().c_str());
      std::exit(1);
    }
    if (progress.value().phase == BuildPhase::kDone) break;
  }
  return std::move(builder->finish().value());
}

}  // namespace leann::bench
