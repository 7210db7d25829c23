// Calibration: what is learned from trial queries holds for queries of users.
#include "build/calibrate.h"
#include "search/estimates.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

struct Errors {
  double bias = 0, deviation = 0;
};

// exact - estimated of the nodes that look best to the queries of a corpus.
Errors errorsOf(const Index& index, const Corpus& corpus) {
  double sum = 0, squares = 0, count = 0;
  std::vector<float> estimates(index.size());
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const float* query = corpus.queries.row(q);
    Estimates(index, query).all(estimates);
    std::vector<Neighbor> best;
    for (NodeId v = 0; v < index.size(); ++v) best.push_back({estimates[v], v});
    std::partial_sort(best.begin(), best.begin() + 64, best.end());
    for (size_t i = 0; i < 64; ++i) {
      const auto surprise = static_cast<double>(
          distance(index.params.metric, query, corpus.vectors.row(best[i].id), index.dimension()) -
          best[i].distance);
      sum += surprise;
      squares += surprise * surprise;
      ++count;
    }
  }
  return {sum / count, std::sqrt(squares / count - sum / count * (sum / count))};
}

}  // namespace

TEST_CASE("calibration: knows how far estimates are off for queries that it never saw") {
  for (const Metric metric : kMetrics) {
    for (const uint32_t subspaces : {6U, 24U}) {
      const Corpus corpus(2000, 40, 48, 51, metric);
      const Index index = buildIndex(corpus.vectors, {.subspaces = subspaces, .bits = 4});
      const Errors real = errorsOf(index, corpus);
      CAPTURE(subspaces);
      const auto deviation = static_cast<double>(index.calibration.deviation);
      CHECK(deviation > 0.6 * real.deviation);
      CHECK(deviation < 1.6 * real.deviation);
      CHECK(std::fabs(static_cast<double>(index.calibration.bias) - real.bias) < real.deviation);
      CHECK(index.calibration.misses >= 0.1F);
      CHECK(index.calibration.misses <= 3);
    }
  }
}

TEST_CASE("calibration: longer codes err less") {
  const Corpus corpus(1000, 0, 48, 52);
  float before = 1;
  for (const uint32_t subspaces : {3U, 12U, 48U}) {
    const Index index = buildIndex(corpus.vectors, {.subspaces = subspaces, .bits = 4});
    CHECK(index.calibration.deviation < before);
    before = index.calibration.deviation;
  }
}

TEST_CASE("calibration: repeats itself, and is none for an index of fewer than 32 nodes") {
  const Corpus corpus(200, 0, 16, 53);
  const Index index = buildIndex(corpus.vectors);
  const Calibration again = calibrate(index, corpus.vectors, index.params.seed);
  CHECK(again.bias == index.calibration.bias);
  CHECK(again.deviation == index.calibration.deviation);
  CHECK(again.misses == index.calibration.misses);
  const auto isDefault = [&](uint32_t count) {
    const Calibration c = buildIndex(tableOf(rowsOf(corpus.vectors, 0, count), 16)).calibration;
    const Calibration none;
    return c.bias == none.bias && c.deviation == none.deviation && c.misses == none.misses;
  };
  CHECK(isDefault(31));
  CHECK(!isDefault(32));
}

TEST_CASE("calibration: vectors that are all the same, or opposite, give numbers") {
  std::vector<float> same, opposite;
  for (int i = 0; i < 100; ++i) {
    same.insert(same.end(), {0.6F, 0.0F, 0.8F});
    opposite.insert(opposite.end(), {i % 2 == 0 ? 1.0F : -1.0F, 0.0F, 0.0F});  // halfway lies nothing
  }
  for (const Metric metric : kMetrics) {
    for (const std::vector<float>& rows : {same, opposite}) {
      const Calibration c = buildIndex(tableOf(rows, 3, metric)).calibration;
      CHECK(std::isfinite(c.bias));
      CHECK(std::isfinite(c.deviation));
      CHECK(c.deviation >= 0);
      CHECK(std::isfinite(c.misses));
    }
  }
}
