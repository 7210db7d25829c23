// Walks: best-first is the textbook's, and the two-level search finds as much for fewer recomputations.
#include "search/walk_search.h"

#include <limits>

#include "graph/hubs.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

TEST_CASE("two-level: a smaller ratio recomputes less at the same ef") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    double before = std::numeric_limits<double>::max();
    for (const double ratio : {1.0, 0.5, 0.2, 0.05}) {
      const SearchQuality quality =
          measure(f.index, f.corpus, {.k = 10, .strategy = Strategy::kTwoLevel, .ef = 40, .ratio = ratio});
      CHECK(quality.recomputed < before);
      before = quality.recomputed;
    }
  }
}

TEST_CASE("two-level: with ratio 1 it is best-first search") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    for (NodeId q = 0; q < 10; ++q) {
      const auto two =
          checkedRun(f, f.corpus.query(q), {.k = 10, .strategy = Strategy::kTwoLevel, .ef = 40, .ratio = 1});
      const auto one =
          checkedRun(f, f.corpus.query(q), {.k = 10, .strategy = Strategy::kBestFirst, .ef = 40});
      CHECK(equal(hitsOf(*two), hitsOf(*one)));
      CHECK(two->stats().recomputed == one->stats().recomputed);
    }
  }
}

TEST_CASE("two-level: finds as much as best-first for fewer recomputations") {
  const Fixture& f = fixture();
  const auto two =
      measure(f.index, f.corpus, {.k = 10, .strategy = Strategy::kTwoLevel, .ef = 80, .ratio = 0.2});
  const auto one = measure(f.index, f.corpus, {.k = 10, .strategy = Strategy::kBestFirst, .ef = 80});
  CHECK(two.recall > one.recall - 0.03);
  CHECK(two.recomputed < 0.7 * one.recomputed);
}

TEST_CASE("walks: end when there is nowhere left to go, and promise no recall") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kWalking) {
    const auto search = checkedRun(f, f.corpus.query(1), {.k = 10, .strategy = strategy});
    CHECK(search->stats().ended == Ended::kWalked);
    CHECK(search->stats().expectedRecall == 0);
  }
}

TEST_CASE("best-first: batches of one walk as the textbook does") {
  const Fixture& f = fixture();
  for (NodeId q = 0; q < 10; ++q) {
    const auto search = checkedRun(f, f.corpus.query(q),
                                   {.k = 10, .strategy = Strategy::kBestFirst, .ef = 30, .batchSize = 1});
    CHECK(idsOf(hitsOf(*search)) == walkGraph(f.index->graph, f.corpus.vectors, f.corpus.queries.row(q), 10,
                                              30, entryPoint(f.index->graph)));
  }
}

TEST_CASE("search: a graph in pieces ends the walk, not the program") {
  std::vector<float> rows;
  Index index = *smallIndex(20, Metric::kInnerProduct, rows);
  index.graph = symmetrized(
      makeGraph({{1, 2}, {2}, {}, {4}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}));
  const auto shared = sharedIndex(std::move(index));
  const TestTable vectors = tableOf(rows, 8);
  for (const Strategy strategy : {Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    const auto search = finishSearch(shared, vectors, {vectors.row(7), 8}, {.k = 10, .strategy = strategy});
    std::vector<NodeId> ids = idsOf(hitsOf(*search));
    std::sort(ids.begin(), ids.end());
    CHECK(ids == std::vector<NodeId>{0, 1, 2});
  }
  const auto all = finishSearch(shared, vectors, {vectors.row(7), 8}, {.k = 10, .strategy = Strategy::kScan});
  CHECK(hitsOf(*all).front().id == 7);
  CHECK(hitsOf(*all).size() == 10);
}
