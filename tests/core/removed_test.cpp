// Removed nodes: searches lead through them, and neither ask for them nor return them.
#include "graph/removed.h"

#include "graph/hubs.h"
#include "index/index.h"
#include "index/index_cache.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

// Of `fixture`, with about `percent` of its nodes removed, by a draw that `seed` decides.
std::shared_ptr<const Index> thinned(const Fixture& fixture, uint32_t percent, uint64_t seed) {
  Random random(seed);
  std::vector<NodeId> nodes;
  for (NodeId id = 0; id < fixture.index->size(); ++id) {
    if (random.below(100) < percent) nodes.push_back(id);
  }
  return sharedIndex(without(*fixture.index, nodes).value());
}

std::vector<NodeId> exactLeft(const Index& index, const Corpus& corpus, const SearchParams& params,
                              const float* query) {
  std::vector<NodeId> ids;
  for (const NodeId id : exactNearest(corpus.vectors, query, corpus.vectors.size())) {
    if (!index.removed.contains(id) && isAllowed(params, id) && ids.size() < params.k) ids.push_back(id);
  }
  return ids;
}

// Recall and expected recall against an exact search over what is left and allowed.
struct Outcome {
  double recall = 0;
  double expected = 0;
};

Outcome searchLeft(const std::shared_ptr<const Index>& index, const Corpus& corpus,
                   const SearchParams& params) {
  Outcome sum;
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const auto search = startSearch(index, corpus.query(q), params);
    while (!search->done()) {
      for (const NodeId id : search->wants()) {
        if (index->removed.contains(id)) FAIL("node " << id << " was removed, and is asked for");
      }
      for (const NodeId id : idsOf(hitsOf(*search))) CHECK(!index->removed.contains(id));
      REQUIRE(search->supply(wantedRows(*search, corpus.vectors)).ok());
    }
    const std::vector<NodeId> hits = idsOf(hitsOf(*search));
    for (const NodeId id : hits) CHECK(!index->removed.contains(id));
    sum.recall += recallOf(hits, exactLeft(*index, corpus, params, corpus.queries.row(q)));
    sum.expected += static_cast<double>(search->stats().expectedRecall);
  }
  return {sum.recall / corpus.queries.size(), sum.expected / corpus.queries.size()};
}

}  // namespace

TEST_CASE("removed: a set of node numbers") {
  Removed removed;
  CHECK(removed.empty());
  CHECK(!removed.contains(4000000000U));
  CHECK(removed.insert(9));
  CHECK(removed.insert(0));
  CHECK(!removed.insert(9));
  CHECK(removed.insert(64));
  CHECK(removed.count() == 3);
  CHECK(removed.contains(9));
  CHECK(!removed.contains(8));
  CHECK(!removed.contains(65));
  CHECK(removed.nodes() == std::vector<NodeId>{0, 9, 64});
}

TEST_CASE("removed: hits are those of an exact search over what is left, whatever share that is") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    for (const Strategy strategy : kStrategies) {
      for (const uint32_t percent : {5U, 30U, 90U}) {
        CAPTURE(strategy);
        CAPTURE(percent);
        const SearchParams params{.k = 10, .strategy = strategy, .ef = 100, .ratio = 0.3};
        CHECK(searchLeft(thinned(f, percent, percent), f.corpus, params).recall > 0.93);
      }
    }
  }
}

TEST_CASE("removed: the expected recall is that of what is left") {
  for (const Strategy strategy : kReranking) {
    CAPTURE(strategy);
    for (const uint32_t percent : {20U, 60U}) {
      const Outcome outcome = searchLeft(thinned(fixture(), percent, 7), fixture().corpus,
                                         {.k = 10, .strategy = strategy, .ef = 200});
      CHECK(outcome.expected >= 0.95);
      CHECK(outcome.recall > outcome.expected - 0.05);
    }
  }
}

TEST_CASE("removed: it is as if they were not allowed, and a filter holds as well") {
  const Fixture& f = fixture();
  const auto index = thinned(f, 40, 3);
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    SearchParams params{.k = 10, .strategy = strategy};
    const auto removed = finishSearch(index, f.corpus.vectors, f.corpus.query(1), params);
    params.allowed = allowedOf(2000, [&](NodeId id) { return !index->removed.contains(id); });
    const auto filtered = finishSearch(f.index, f.corpus.vectors, f.corpus.query(1), params);
    CHECK(equal(hitsOf(*removed), hitsOf(*filtered)));
    CHECK(removed->stats().recomputed == filtered->stats().recomputed);
    CHECK(removed->stats().expectedRecall == filtered->stats().expectedRecall);

    params.allowed = allowedOf(2000, [](NodeId id) { return id % 3 == 0; });
    params.ef = 100;
    params.ratio = 0.3;
    for (NodeId q = 0; q < 5; ++q) {
      const auto search = finishSearch(index, f.corpus.vectors, f.corpus.query(q), params);
      for (const NodeId id : idsOf(hitsOf(*search))) {
        CHECK(id % 3 == 0);
        CHECK(!index->removed.contains(id));
      }
      CHECK(recallOf(idsOf(hitsOf(*search)), exactLeft(*index, f.corpus, params, f.corpus.queries.row(q))) >
            0.85);
    }
  }
}

TEST_CASE("removed: fewer left than hits wanted, one left, none left") {
  const Fixture& f = fixture();
  for (const uint32_t left : {0U, 1U, 5U}) {
    std::vector<NodeId> nodes;
    for (NodeId id = left; id < 2000; ++id) nodes.push_back(id);
    const auto shared = sharedIndex(without(*f.index, nodes).value());
    for (const Strategy strategy : kStrategies) {
      CAPTURE(strategy);
      const auto search =
          finishSearch(shared, f.corpus.vectors, f.corpus.query(0), {.k = 10, .strategy = strategy});
      CHECK(hitsOf(*search).size() == left);
      CHECK(search->stats().recomputed == left);
    }
  }
}

TEST_CASE("removed: a node that there is not is refused; the index it came from is untouched") {
  const Index& index = *fixture().index;
  const Result<Index> refused = without(index, std::vector<NodeId>{3, 2000, 5});
  CHECK(refused.status().code() == ErrorCode::kInvalidArgument);
  CHECK(refused.status().message() == "leann: cannot remove node 2000: there are 2000 nodes");
  const Index once = without(index, std::vector<NodeId>{3, 3}).value();
  const Index twice = without(once, std::vector<NodeId>{3, 4}).value();
  CHECK(index.removed.empty());
  CHECK(once.removed.count() == 1);
  CHECK(twice.removed.nodes() == std::vector<NodeId>{3, 4});
  CHECK(twice.size() == 2000);
  CHECK(twice.calibration.deviation == index.calibration.deviation);
}

TEST_CASE("removed: a cache holds no vectors of theirs, and other hubs are pinned") {
  const Fixture& f = fixture();
  const std::vector<NodeId> hubs = hubsOf(f.index->graph, 50);
  const auto hold = [&](VectorCache& cache) {
    for (const NodeId id : hubs) REQUIRE(cache.insert(id, {f.corpus.vectors.row(id), 48}).ok());
  };
  auto cache = makeCache(*f.index, 1 << 20, {}).value();
  hold(*cache);
  const uint32_t pinned = cache->stats().pinned;
  CHECK(pinned == 40);
  const Index index = without(*f.index, std::span(hubs).first(3)).value();
  CHECK(hubsOf(index.graph, 2, index.removed) == std::vector<NodeId>{hubs[3], hubs[4]});
  REQUIRE(forgetRemoved(*cache, index).ok());
  for (size_t i = 0; i < hubs.size(); ++i) CHECK(cache->contains(hubs[i]) == (i >= 3));
  CHECK(cache->stats().pinned == pinned);

  // Nor does one that begins with saved vectors.
  auto whole = makeCache(*f.index, 1 << 20, {}).value();
  hold(*whole);
  const CachedVectors saved = whole->snapshot(1 << 20).value();
  const auto restored = makeCache(index, 1 << 20, saved).value();
  for (size_t i = 0; i < hubs.size(); ++i) CHECK(restored->contains(hubs[i]) == (i >= 3));
}
