// Searches: exact where they say so, better with more effort, within their budget, and unharmed by bad input.
#include "search/search.h"

#include <limits>

#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

TEST_CASE("search: hits are exact, sorted and distinct at every stage, and no node is asked for twice") {
  for (const Metric metric : kMetrics) {
    for (const Strategy strategy : kStrategies) {
      CAPTURE(strategy);
      for (const uint32_t batchSize : {1U, 16U, 1000U}) {
        for (NodeId q = 0; q < 6; ++q) {
          const Fixture& f = fixture(metric);
          const auto search = checkedRun(f, f.corpus.query(q),
                                         {.k = 10, .strategy = strategy, .ef = 40, .batchSize = batchSize});
          const std::vector<Hit> hits = hitsOf(*search);
          CHECK(hits.size() == 10);
          CHECK(std::all_of(hits.begin(), hits.end(), [](const Hit& hit) { return hit.exact; }));
        }
      }
    }
  }
}

TEST_CASE("search: recall grows with ef, up to nearly all") {
  for (const Metric metric : kMetrics) {
    for (const Strategy strategy : kWalking) {
      CAPTURE(strategy);
      const Fixture& f = fixture(metric);
      const auto quality = [&](uint32_t ef) {
        return measure(f.index, f.corpus, {.k = 10, .strategy = strategy, .ef = ef});
      };
      const SearchQuality low = quality(10), middle = quality(40), high = quality(200);
      CHECK(low.recall < middle.recall);
      CHECK(middle.recall <= high.recall);
      CHECK(high.recall >= 0.97);
      CHECK(low.recomputed < middle.recomputed);
      CHECK(middle.recomputed < high.recomputed);
    }
  }
}

TEST_CASE("search: ef below k counts as k") {
  const Fixture& f = fixture();
  for (const Strategy strategy : {Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    const auto low = checkedRun(f, f.corpus.query(0), {.k = 20, .strategy = strategy, .ef = 1});
    const auto same = checkedRun(f, f.corpus.query(0), {.k = 20, .strategy = strategy, .ef = 20});
    CHECK(equal(hitsOf(*low), hitsOf(*same)));
    CHECK(hitsOf(*low).size() == 20);
  }
}

TEST_CASE("search: larger batches mean fewer of them") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    double before = std::numeric_limits<double>::max();
    for (const uint32_t batchSize : {1U, 8U, 64U}) {
      const auto quality =
          measure(f.index, f.corpus, {.k = 10, .strategy = strategy, .ef = 64, .batchSize = batchSize});
      CHECK(quality.batches < before);
      CHECK(quality.recall > 0.8);
      before = quality.batches;
    }
  }
}

TEST_CASE("search: maxRecomputes is never exceeded, and what is known then is given") {
  for (const Metric metric : kMetrics) {
    for (const Strategy strategy : kStrategies) {
      CAPTURE(strategy);
      const Fixture& f = fixture(metric);
      for (const uint32_t most : {1U, 7U, 10U, 33U}) {
        const auto search =
            checkedRun(f, f.corpus.query(2),
                       {.k = 10, .strategy = strategy, .confidence = 1, .ef = 64, .maxRecomputes = most});
        CHECK(search->stats().recomputed == most);
        CHECK(search->stats().ended == Ended::kMostRecomputed);
        const std::vector<Hit> hits = hitsOf(*search);
        const auto exact = std::count_if(hits.begin(), hits.end(), [](const Hit& hit) { return hit.exact; });
        CHECK(exact >= 1);
        CHECK(exact <= std::min(most, 10U));
      }
    }
  }
}

TEST_CASE("search: without recomputation, hits come from codes and say so") {
  for (const Strategy strategy : kStrategies) {
    const Fixture& f = fixture();
    const auto search = checkedRun(f, f.corpus.query(3), {.k = 10, .strategy = strategy, .maxRecomputes = 0});
    CHECK(search->done());
    CHECK(search->stats().batches == 0);
    CHECK(search->stats().ended == Ended::kMostRecomputed);
    const std::vector<Hit> hits = hitsOf(*search);
    REQUIRE(!hits.empty());
    for (const Hit& hit : hits) CHECK(!hit.exact);
    if (strategy == Strategy::kScan || strategy == Strategy::kWalk) CHECK(hits.size() == 10);
  }
}

TEST_CASE("search: says what kAuto became, and is that") {
  const Fixture& f = fixture();
  const auto automatic = checkedRun(f, f.corpus.query(1), {.k = 10});
  const Strategy became = automatic->stats().strategy;
  CHECK((became == Strategy::kScan || became == Strategy::kWalk));
  const auto named = checkedRun(f, f.corpus.query(1), {.k = 10, .strategy = became});
  CHECK(equal(hitsOf(*automatic), hitsOf(*named)));
  for (const Strategy strategy : kStrategies) {
    CHECK(startSearch(f.index, f.corpus.query(1), {.strategy = strategy})->stats().strategy == strategy);
  }
}

TEST_CASE("search: a search that is stopped keeps what it knew, what it had asked for included") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    const auto search =
        startSearch(f.index, f.corpus.query(1), {.k = 10, .strategy = strategy, .confidence = 1});
    CHECK(search->stats().ended == Ended::kNotYet);
    for (int round = 0; round < 3; ++round)
      REQUIRE(search->supply(wantedRows(*search, f.corpus.vectors)).ok());
    const std::vector<NodeId> wanted(search->wants().begin(), search->wants().end());
    REQUIRE(!wanted.empty());
    const uint32_t recomputed = search->stats().recomputed;
    search->stop();
    CHECK(search->done());
    CHECK(search->stats().ended == Ended::kStopped);
    CHECK(search->stats().recomputed == recomputed);
    const std::vector<Hit> hits = hitsOf(*search);
    CHECK(hits.size() == 10);
    CHECK(std::count_if(hits.begin(), hits.end(), [](const Hit& hit) { return hit.exact; }) >= 1);
  }
  // Before anything is known, what was asked for is the best there is.
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    const auto search = startSearch(f.index, f.corpus.query(1), {.k = 10, .strategy = strategy});
    const std::vector<NodeId> wanted(search->wants().begin(), search->wants().end());
    search->stop();
    CHECK(recallOf(idsOf(hitsOf(*search)), wanted) == 1);
  }
}

TEST_CASE("search: more hits wanted than there are nodes") {
  for (const Metric metric : kMetrics) {
    for (const Strategy strategy : kStrategies) {
      for (const uint32_t n : {1U, 2U, 9U}) {
        std::vector<float> rows;
        const auto index = smallIndex(n, metric, rows);
        const TestTable vectors = tableOf(rows, 8, metric);
        const std::span<const float> query(vectors.row(0), 8);
        const SearchParams params{.k = 1000, .strategy = strategy, .ef = 1, .batchSize = 4};
        const auto search = finishSearch(index, vectors, query, params);
        CHECK(idsOf(hitsOf(*search)) == exactNearest(vectors, vectors.row(0), n));
        CHECK(search->stats().recomputed == n);
      }
    }
  }
}

TEST_CASE("search: the largest parameters are no trouble") {
  constexpr uint32_t kMost = std::numeric_limits<uint32_t>::max();
  for (const Strategy strategy : kStrategies) {
    std::vector<float> rows;
    const auto index = smallIndex(30, Metric::kInnerProduct, rows);
    const TestTable vectors = tableOf(rows, 8);
    const auto search = finishSearch(index, vectors, {vectors.row(0), 8},
                                     {.k = kMost, .strategy = strategy, .ef = kMost, .batchSize = kMost});
    CHECK(hitsOf(*search).size() == 30);
  }
}

TEST_CASE("search: a bad supply is refused, and the search goes on as if nothing had been") {
  for (const Metric metric : kMetrics) {
    for (const Strategy strategy : kStrategies) {
      CAPTURE(strategy);
      const Fixture& f = fixture(metric);
      const SearchParams params{.k = 10, .strategy = strategy, .ef = 30, .batchSize = 8};
      const auto undisturbed = finishSearch(f.index, f.corpus.vectors, f.corpus.query(4), params);
      const auto search = startSearch(f.index, f.corpus.query(4), params);
      while (!search->done()) {
        const std::vector<float> good = wantedRows(*search, f.corpus.vectors);
        const std::vector<NodeId> wants(search->wants().begin(), search->wants().end());
        const uint32_t recomputed = search->stats().recomputed;
        const std::vector<Hit> hits = hitsOf(*search);
        const auto refused = [&](const std::vector<float>& rows, ErrorCode code) {
          const Status status = search->supply(rows);
          CHECK(status.code() == code);
          CHECK(status.message().find("leann: cannot take") == 0);
          CHECK(std::equal(wants.begin(), wants.end(), search->wants().begin(), search->wants().end()));
          CHECK(search->stats().recomputed == recomputed);
          CHECK(equal(hitsOf(*search), hits));
        };
        refused({}, ErrorCode::kDimensionMismatch);
        std::vector<float> bad = good;
        bad.pop_back();
        refused(bad, ErrorCode::kDimensionMismatch);
        bad = good;
        bad.insert(bad.end(), good.begin(), good.begin() + 48);
        refused(bad, ErrorCode::kDimensionMismatch);
        bad = good;
        bad.back() = std::numeric_limits<float>::quiet_NaN();
        refused(bad, ErrorCode::kNotFinite);
        bad = good;
        bad.front() = std::numeric_limits<float>::infinity();
        refused(bad, ErrorCode::kNotFinite);
        bad.front() = -2e6F;
        refused(bad, ErrorCode::kInvalidArgument);
        if (metric == Metric::kInnerProduct) {
          bad = good;
          std::fill(bad.end() - 48, bad.end(), 0.0F);
          refused(bad, ErrorCode::kZeroVector);
        }
        REQUIRE(search->supply(good).ok());
      }
      CHECK(equal(hitsOf(*search), hitsOf(*undisturbed)));
      CHECK(search->stats().batches == undisturbed->stats().batches);
    }
  }
}

TEST_CASE("search: when done, nothing more is taken") {
  const Fixture& f = fixture();
  const auto search = finishSearch(f.index, f.corpus.vectors, f.corpus.query(0), {});
  const std::vector<Hit> hits = hitsOf(*search);
  CHECK(search->supply({}).ok());
  CHECK(search->supply(f.corpus.query(0)).code() == ErrorCode::kDimensionMismatch);
  CHECK(equal(hitsOf(*search), hits));
}

TEST_CASE("search: outlives the index that it was made from") {
  std::vector<float> rows;
  std::shared_ptr<const Index> index = smallIndex(40, Metric::kInnerProduct, rows);
  const TestTable vectors = tableOf(rows, 8);
  for (const Strategy strategy : kStrategies) {
    std::shared_ptr<const Index> copy = std::make_shared<const Index>(*index);
    const auto search = startSearch(copy, {vectors.row(3), 8}, {.k = 5, .strategy = strategy});
    copy.reset();
    while (!search->done()) REQUIRE(search->supply(wantedRows(*search, vectors)).ok());
    CHECK(hitsOf(*search).front().id == 3);
  }
}

TEST_CASE("search: given the same, answers the same") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    const SearchParams params{.k = 10, .strategy = strategy, .ef = 50};
    const auto first = finishSearch(f.index, f.corpus.vectors, f.corpus.query(5), params);
    const auto second = finishSearch(f.index, f.corpus.vectors, f.corpus.query(5), params);
    CHECK(equal(hitsOf(*first), hitsOf(*second)));
    CHECK(first->stats().visited == second->stats().visited);
  }
}

TEST_CASE("search: equal distances are listed by id") {
  std::vector<float> rows;
  for (int i = 0; i < 12; ++i) rows.insert(rows.end(), {0.6F, 0.8F});
  const TestTable vectors = tableOf(rows, 2);
  const auto index = sharedIndex(buildIndex(vectors));
  for (const Strategy strategy : kStrategies) {
    const auto search = finishSearch(index, vectors, {vectors.row(0), 2}, {.k = 12, .strategy = strategy});
    CHECK(idsOf(hitsOf(*search)) == std::vector<NodeId>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
  }
}

TEST_CASE("search: parameters outside their range are refused") {
  const Fixture& f = fixture();
  const auto refused = [&](const SearchParams& params, const char* message) {
    const auto search = Search::create(f.index, f.corpus.query(0), params);
    REQUIRE(!search.ok());
    CHECK(search.status().code() == ErrorCode::kInvalidArgument);
    CHECK(search.status().message() == message);
  };
  refused({.k = 0}, "leann: cannot search with k 0: it must be at least 1");
  refused({.ef = 0}, "leann: cannot search with ef 0: it must be at least 1");
  refused({.batchSize = 0}, "leann: cannot search with batchSize 0: it must be at least 1");
  refused({.confidence = -0.5}, "leann: cannot search with confidence -0.5: it must be 0 to 1");
  refused({.confidence = 1.5}, "leann: cannot search with confidence 1.5: it must be 0 to 1");
  refused({.leastGain = -0.1}, "leann: cannot search with leastGain -0.1: it must be 0 to 1");
  refused({.leastGain = 1.5}, "leann: cannot search with leastGain 1.5: it must be 0 to 1");
  refused({.strategy = static_cast<Strategy>(5)}, "leann: cannot search with strategy 5");
  refused({.ratio = 0}, "leann: cannot search with ratio 0: it must be above 0 and at most 1");
  refused({.ratio = -1}, "leann: cannot search with ratio -1: it must be above 0 and at most 1");
  refused({.ratio = 1.5}, "leann: cannot search with ratio 1.5: it must be above 0 and at most 1");
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  CHECK(!Search::create(f.index, f.corpus.query(0), {.ratio = kNaN}).ok());
  CHECK(!Search::create(f.index, f.corpus.query(0), {.confidence = kNaN}).ok());
  CHECK(!Search::create(f.index, f.corpus.query(0), {.leastGain = kNaN}).ok());
}

TEST_CASE("search: queries that are none are refused") {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const auto codeFor = [](Metric metric, const std::vector<float>& query) {
    return Search::create(fixture(metric).index, query, {}).status().code();
  };
  for (const Metric metric : kMetrics) {
    CHECK(codeFor(metric, {}) == ErrorCode::kDimensionMismatch);
    CHECK(codeFor(metric, std::vector<float>(47, 1.0F)) == ErrorCode::kDimensionMismatch);
    CHECK(codeFor(metric, std::vector<float>(96, 1.0F)) == ErrorCode::kDimensionMismatch);
    CHECK(codeFor(metric, std::vector<float>(48, kNaN)) == ErrorCode::kNotFinite);
    CHECK(codeFor(metric, std::vector<float>(48, 1.1e6F)) == ErrorCode::kInvalidArgument);
  }
  CHECK(codeFor(Metric::kInnerProduct, std::vector<float>(48, 0.0F)) == ErrorCode::kZeroVector);
  CHECK(codeFor(Metric::kL2, std::vector<float>(48, 0.0F)) == ErrorCode::kOk);
}

TEST_CASE("search: a query of any length finds the same under the inner product") {
  const Fixture& f = fixture();
  for (const float scale : {1e-6F, 1e6F}) {
    std::vector<float> query(f.corpus.query(6).begin(), f.corpus.query(6).end());
    for (float& x : query) x *= scale;
    const auto search = finishSearch(f.index, f.corpus.vectors, query, {.k = 10, .confidence = 0.99});
    CHECK(recallOf(idsOf(hitsOf(*search)), exactNearest(f.corpus.vectors, query.data(), 10)) >= 0.9);
  }
}
