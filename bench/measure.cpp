#include "measure.h"

#include "table.h"
#include "timing.h"

namespace leann::bench {

std::vector<std::string> costCells(const Point& point) {
  return {fixed(point.recall, 3), fixed(point.recomputed, 1), fixed(point.batches, 1),
          fixed(point.milliseconds, 3)};
}

Point measure(const Dataset& data, const Shared& index, const SearchParams& params, uint32_t count,
              const std::shared_ptr<VectorCache>& cache) {
  Point sum;
  double tokens = 0;
  std::vector<double> recomputed, milliseconds;
  std::vector<float> vectors;
  for (const uint32_t q : data.chosen(Queries::kReporting, count)) {
    double began = cpuMilliseconds();
    double spent = 0;
    auto search = std::move(Search::create(index, data.query(q), params, cache).value());
    while (!search->done()) {
      spent += cpuMilliseconds() - began;
      vectors.clear();
      for (const NodeId id : search->wants()) {
        vectors.insert(vectors.end(), data.row(id), data.row(id) + kDimension);
        if (!data.tokens.empty()) tokens += data.tokens[id];
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
  return {.recall = sum.recall / n,
          .recall3 = sum.recall3 / n,
          .recomputed = sum.recomputed / n,
          .recomputed95 = percentile(recomputed, 0.95),
          .cached = sum.cached / n,
          .batches = sum.batches / n,
          .tokens = data.tokens.empty() ? -1 : tokens / n,
          .milliseconds = median(milliseconds)};
}

Point measureRecomputing(const Dataset& data, const Shared& index, uint32_t recomputes) {
  SearchParams params{.k = kTop, .strategy = Strategy::kScan, .confidence = 1};
  params.maxRecomputes = recomputes;
  return measure(data, index, params);
}

std::string recallRecomputing(const Dataset& data, const Shared& index, uint32_t recomputes) {
  return fixed(measureRecomputing(data, index, recomputes).recall, 3);
}

std::vector<Point> sweep(const Dataset& data, const Shared& index, SearchParams params,
                         std::span<const uint32_t> efs, uint32_t count) {
  std::vector<Point> curve;
  for (const uint32_t ef : efs) {
    params.ef = ef;
    curve.push_back(measure(data, index, params, count));
  }
  return curve;
}

double costAt(const std::vector<Point>& curve, double recall, double Point::*cost) {
  for (size_t i = 0; i < curve.size(); ++i) {
    if (curve[i].recall < recall) continue;
    if (i == 0) return curve[0].*cost;
    const Point& a = curve[i - 1];
    const Point& b = curve[i];
    return a.*cost + (recall - a.recall) / (b.recall - a.recall) * (b.*cost - a.*cost);
  }
  return -1;
}

Point pointAt(const std::vector<Point>& curve, double recall) {
  return {.recall = recall,
          .recomputed = costAt(curve, recall),
          .batches = costAt(curve, recall, &Point::batches),
          .milliseconds = costAt(curve, recall, &Point::milliseconds)};
}

}  // namespace leann::bench
