// Reranking: first hits from codes alone, then as many recomputations as the confidence asked for takes.
#include "search/rerank_search.h"

#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::vector<NodeId> bestByCode(const Index& index, const float* query, size_t count) {
  std::vector<float> estimates(index.size());
  Estimates(index, query).all(estimates);
  std::vector<Neighbor> ranked;
  for (NodeId v = 0; v < index.size(); ++v) ranked.push_back({estimates[v], v});
  std::sort(ranked.begin(), ranked.end());
  std::vector<NodeId> ids;
  for (size_t i = 0; i < count; ++i) ids.push_back(ranked[i].id);
  return ids;
}

// Many queries, for numbers that mean something: 200 of them at k = 10 know recall to about 0.005.
const Corpus& manyQueries(Metric metric) {
  static const Corpus product(3000, 200, 48, 61, Metric::kInnerProduct);
  static const Corpus l2(3000, 200, 48, 61, Metric::kL2);
  return metric == Metric::kL2 ? l2 : product;
}

const std::shared_ptr<const Index>& coarseIndex(Metric metric) {
  static const auto make = [](Metric m) {
    return sharedIndex(buildIndex(manyQueries(m).vectors, {.subspaces = 8, .bits = 4}));
  };
  static const auto product = make(Metric::kInnerProduct);
  static const auto l2 = make(Metric::kL2);
  return metric == Metric::kL2 ? l2 : product;
}

}  // namespace

TEST_CASE("rerank: the first hits come from the codes, before anything is recomputed") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    const auto query = f.corpus.query(1);
    const auto search = startSearch(f.index, query, {.k = 10, .strategy = Strategy::kScan});
    std::vector<float> estimates(f.index->size());
    Estimates(*f.index, query.data()).all(estimates);
    const std::vector<Hit> hits = hitsOf(*search);
    CHECK(idsOf(hits) == bestByCode(*f.index, query.data(), 10));
    // They are corrected by how far codes usually err, all by the same.
    const float bias = f.index->calibration.bias *
                       (metric == Metric::kL2 ? 1 : std::sqrt(dot(query.data(), query.data(), query.size())));
    for (const Hit& hit : hits) {
      CHECK(hit.distance == doctest::Approx(estimates[hit.id] + bias).epsilon(1e-6));
      CHECK(!hit.exact);
    }
    CHECK(search->stats().recomputed == 0);
    CHECK(search->stats().visited == f.index->size());
  }
}

TEST_CASE("rerank: a search that is stopped gives what it knew, and says that it was stopped") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kReranking) {
    const SearchParams params{.k = 10, .strategy = strategy};
    const auto query = f.corpus.query(2);
    const auto search = startSearch(f.index, query, params);
    const std::vector<Hit> first = hitsOf(*search);
    search->stop();
    CHECK(search->done());
    CHECK(search->stats().ended == Ended::kStopped);
    CHECK(equal(hitsOf(*search), first));  // those that were asked for, too
    CHECK(hitsOf(*search).size() == 10);
    CHECK(search->supply({}).ok());

    const auto later = startSearch(f.index, query, params);
    REQUIRE(later->supply(wantedRows(*later, f.corpus.vectors)).ok());
    later->stop();
    const std::vector<Hit> hits = hitsOf(*later);
    CHECK(hits.size() == 10);
    CHECK(std::count_if(hits.begin(), hits.end(), [](const Hit& hit) { return hit.exact; }) == 8);
    later->stop();  // again does nothing
    CHECK(equal(hitsOf(*later), hits));
  }
}

TEST_CASE("rerank: stopping what is done changes nothing") {
  const Fixture& f = fixture();
  const auto search = finishSearch(f.index, f.corpus.vectors, f.corpus.query(2), {});
  const Ended ended = search->stats().ended;
  search->stop();
  CHECK(search->stats().ended == ended);
  CHECK(ended == Ended::kConfident);
}

TEST_CASE("rerank: says what ended it") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kReranking) {
    CAPTURE(strategy);
    const auto query = f.corpus.query(3);
    const auto confident = checkedRun(f, query, {.k = 10, .strategy = strategy, .confidence = 0.9});
    CHECK(confident->stats().ended == Ended::kConfident);
    CHECK(confident->stats().expectedRecall >= 0.9F);
    CHECK(confident->stats().expectedRecall <= 1);
    const auto most =
        checkedRun(f, query, {.k = 10, .strategy = strategy, .confidence = 1, .maxRecomputes = 12});
    CHECK(most->stats().ended == Ended::kMostRecomputed);
    CHECK(most->stats().recomputed == 12);
    const auto five = allowedOf(2000, [](NodeId id) { return id % 400 == 7; });
    const auto exhausted = checkedRun(f, query, {.k = 10, .strategy = strategy, .allowed = five});
    CHECK(exhausted->stats().ended == Ended::kExhausted);
    CHECK(hitsOf(*exhausted).size() == 5);
    const auto nothing =
        checkedRun(f, query, {.k = 10, .strategy = strategy, .allowed = std::vector<uint8_t>(250, 0)});
    CHECK(nothing->stats().ended == Ended::kExhausted);
    CHECK(hitsOf(*nothing).empty());
  }
}

TEST_CASE("rerank: what is expected of recall is unknown until k vectors are known") {
  const Fixture& f = fixture();
  const auto search =
      startSearch(f.index, f.corpus.query(3), {.k = 20, .strategy = Strategy::kScan, .batchSize = 8});
  for (int round = 0; round < 2; ++round) {
    CHECK(search->stats().expectedRecall == 0);
    REQUIRE(search->supply(wantedRows(*search, f.corpus.vectors)).ok());
  }
  CHECK(search->stats().expectedRecall == 0);
  REQUIRE(search->supply(wantedRows(*search, f.corpus.vectors)).ok());
  CHECK(search->stats().expectedRecall > 0);
}

TEST_CASE("rerank: more confidence recomputes more and finds more; it keeps what it says") {
  for (const Metric metric : kMetrics) {
    for (const Strategy strategy : kReranking) {
      CAPTURE(metric);
      CAPTURE(strategy);
      const auto quality = [&](double confidence) {
        return measure(coarseIndex(metric), manyQueries(metric),
                       {.k = 10, .strategy = strategy, .confidence = confidence, .ef = 1000});
      };
      SearchQuality before = quality(0.5);
      // Queries are drawn as the vectors are. Two hundredths are left for what 200 queries can tell, and for
      // errors that are not quite normal.
      CHECK(before.recall > 0.5 - 0.02);
      for (const double confidence : {0.9, 0.95, 0.99}) {
        CAPTURE(confidence);
        const SearchQuality now = quality(confidence);
        CHECK(now.recall >= before.recall);
        CHECK(now.recomputed > before.recomputed);
        CHECK(now.recall > confidence - 0.02);
        before = now;
      }
      const SearchQuality certain = quality(1);
      CHECK(certain.recall >= before.recall);
      CHECK(certain.recall > 0.995);
      CHECK(certain.recomputed > 2 * before.recomputed);
    }
  }
}

TEST_CASE("rerank: a confidence of 0 recomputes little more than k") {
  const Fixture& f = fixture();
  const SearchQuality quality =
      measure(f.index, f.corpus, {.k = 10, .strategy = Strategy::kScan, .confidence = 0, .batchSize = 1});
  CHECK(quality.recomputed >= 10);
  CHECK(quality.recomputed < 13);
}

TEST_CASE("rerank: confidence does not recompute everything where codes are good") {
  const Fixture& f = fixture();
  const SearchQuality quality = measure(f.index, f.corpus, {.k = 10, .strategy = Strategy::kScan});
  CHECK(quality.recall >= 0.93);
  CHECK(quality.recomputed < 0.1 * f.index->size());
}

TEST_CASE("rerank: where codes are coarse, the graph helps to choose what to recompute") {
  const Corpus& corpus = fixture().corpus;
  const auto index = sharedIndex(buildIndex(
      corpus.vectors,
      {.rotation = RotationKind::kLearned, .subspaces = 3, .bits = 4, .prediction = Prediction::kNone}));
  Index bare = *index;
  bare.graph = makeGraph(std::vector<std::vector<NodeId>>(bare.size()));
  const auto alone = sharedIndex(std::move(bare));
  for (const uint32_t most : {32U, 64U, 128U}) {
    const SearchParams params{
        .k = 10, .strategy = Strategy::kScan, .confidence = 1, .batchSize = 4, .maxRecomputes = most};
    CHECK(measure(index, corpus, params).recall > measure(alone, corpus, params).recall);
  }
}

TEST_CASE("rerank: a neighbour that nothing was learned about is listed once") {
  // Opposite directions: no similarity, so no estimate moves when one of them is recomputed.
  const TestTable vectors = tableOf(std::vector<float>{1, 0, -1, 0, 0, 1, 0, -1}, 2);
  const auto index = sharedIndex(buildIndex(vectors));
  for (NodeId q = 0; q < 4; ++q) {
    for (const uint32_t most : {1U, 2U, 3U, 4U}) {
      const auto search =
          finishSearch(index, vectors, {vectors.row(q), 2}, {.k = 10, .batchSize = 1, .maxRecomputes = most});
      const std::vector<NodeId> ids = idsOf(hitsOf(*search));
      CHECK(ids.size() == 4);
      CHECK(std::set<NodeId>(ids.begin(), ids.end()).size() == 4);
    }
  }
}

TEST_CASE("rerank: a walk by codes looks at few nodes, and at nearly those that a scan finds best") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    double common = 0, visited = 0;
    for (NodeId q = 0; q < f.corpus.queries.size(); ++q) {
      const auto walk = startSearch(f.index, f.corpus.query(q),
                                    {.k = 40, .strategy = Strategy::kWalk, .ef = 100, .maxRecomputes = 0});
      common += recallOf(idsOf(hitsOf(*walk)), bestByCode(*f.index, f.corpus.queries.row(q), 40));
      visited += walk->stats().visited;
    }
    CHECK(common / f.corpus.queries.size() > 0.9);
    CHECK(visited / f.corpus.queries.size() < 0.6 * f.index->size());
  }
}

TEST_CASE("rerank: a longer walk looks at more") {
  const Fixture& f = fixture();
  uint32_t before = 0;
  for (const uint32_t ef : {10U, 40U, 160U}) {
    const auto walk =
        startSearch(f.index, f.corpus.query(0), {.k = 10, .strategy = Strategy::kWalk, .ef = ef});
    CHECK(walk->stats().visited > before);
    before = walk->stats().visited;
  }
}

TEST_CASE("rerank: a search for the least gain ends once its ranking hardly gets better") {
  for (const Metric metric : kMetrics) {
    CAPTURE(static_cast<int>(metric));
    const Corpus& corpus = manyQueries(metric);
    const auto& index = coarseIndex(metric);
    const auto asked = [&](uint32_t q, double leastGain) {
      const SearchParams params{
          .k = 10, .strategy = Strategy::kScan, .leastGain = leastGain, .batchSize = 64};
      const auto search = startSearch(index, corpus.query(q), params);
      while (!search->done()) REQUIRE(search->supply(wantedRows(*search, corpus.vectors)).ok());
      CHECK(search->stats().ended == Ended::kConfident);
      return std::pair(search->stats().recomputed, hitsOf(*search));
    };
    constexpr uint32_t kQueries = 100;
    uint32_t before = std::numeric_limits<uint32_t>::max();
    double rightFirst = 0;
    for (const double leastGain : {0.0001, 0.005, 0.05, 1.0}) {
      uint32_t recomputed = 0;
      double reciprocal = 0;  // of the rank of what is nearest
      for (uint32_t q = 0; q < kQueries; ++q) {
        const auto [count, hits] = asked(q, leastGain);
        recomputed += count;
        const NodeId nearest = exactNearest(corpus.vectors, corpus.queries.row(q), 1).front();
        for (size_t row = 0; row < hits.size(); ++row) {
          if (hits[row].id == nearest) reciprocal += 1.0 / static_cast<double>(row + 1) / kQueries;
        }
      }
      CAPTURE(leastGain);
      CHECK(recomputed < before);
      if (leastGain < 0.01) CHECK(reciprocal > 0.97);
      before = recomputed;
      rightFirst = reciprocal;
    }
    CHECK(before == 0);  // nothing is worth that much
    CHECK(rightFirst < 0.7);
  }
}

TEST_CASE("rerank: batches of a search for the least gain begin small, and double") {
  const Fixture& f = fixture();
  const auto query = f.corpus.query(3);
  const SearchParams params{.k = 10, .strategy = Strategy::kScan, .leastGain = 1e-6, .batchSize = 8};
  const auto search = startSearch(f.index, query, params);
  for (const size_t wanted : {2U, 2U, 4U, 8U, 8U}) {
    REQUIRE(search->wants().size() == wanted);
    REQUIRE(search->supply(wantedRows(*search, f.corpus.vectors)).ok());
  }
  // A smaller limit holds.
  const auto limited =
      startSearch(f.index, query, {.k = 10, .strategy = Strategy::kScan, .leastGain = 1e-6, .batchSize = 1});
  CHECK(limited->wants().size() == 1);
}
