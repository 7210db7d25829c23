// Searching with a cache: what was embedded once is not asked for again.
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::shared_ptr<VectorCache> cacheFor(const Index& index, uint32_t vectors) {
  return std::make_shared<VectorCache>(index.dimension(),
                                       vectors * VectorCache::entryBytes(index.dimension()));
}

}  // namespace

TEST_CASE("cache: what is supplied is held, and a second search for the same asks for nothing") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    for (const Strategy strategy : kReranking) {
      CAPTURE(strategy);
      const SearchParams params{.k = 10, .strategy = strategy};
      double same = 0;
      for (NodeId q = 0; q < 10; ++q) {
        const auto cache = cacheFor(*f.index, 2000);
        const auto first = finishSearch(f.index, f.corpus.vectors, f.corpus.query(q), params, cache);
        CHECK(first->stats().cached == 0);
        CHECK(cache->stats().entries == first->stats().recomputed);
        const auto second = startSearch(f.index, f.corpus.query(q), params, cache);
        CHECK(second->done());
        CHECK(second->stats().recomputed == 0);
        CHECK(second->stats().batches == 0);
        CHECK(second->stats().cached > 0);
        CHECK(second->stats().cached <= first->stats().recomputed);
        CHECK(second->stats().ended == first->stats().ended);
        // What is held is rounded to int8, so that hits that are nearly as near may change places.
        REQUIRE(hitsOf(*second).size() == 10);
        CHECK(recallOf(idsOf(hitsOf(*second)), idsOf(hitsOf(*first))) >= 0.9);
        same += recallOf(idsOf(hitsOf(*second)), idsOf(hitsOf(*first))) / 10;
        for (const Hit& hit : hitsOf(*second)) CHECK(hit.exact);
      }
      CHECK(same > 0.97);
    }
  }
}

TEST_CASE("cache: a second walk by exact distances asks for next to nothing, and finds the same") {
  // It goes on at once where the first had to wait for a batch, so it may take a slightly different way.
  const Fixture& f = fixture();
  for (const Strategy strategy : kWalking) {
    CAPTURE(strategy);
    const SearchParams params{.k = 10, .strategy = strategy};
    double first = 0, second = 0, same = 0;
    for (NodeId q = 0; q < 10; ++q) {
      const auto cache = cacheFor(*f.index, 2000);
      const auto before = finishSearch(f.index, f.corpus.vectors, f.corpus.query(q), params, cache);
      const auto after = finishSearch(f.index, f.corpus.vectors, f.corpus.query(q), params, cache);
      first += before->stats().recomputed;
      second += after->stats().recomputed;
      same += recallOf(idsOf(hitsOf(*after)), idsOf(hitsOf(*before))) / 10;
    }
    CHECK(second < 0.1 * first);
    CHECK(same > 0.98);
  }
}

TEST_CASE("cache: what is in it is never asked for, and counts as known") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    const auto cache = cacheFor(*f.index, 2000);
    for (NodeId id = 0; id < 2000; id += 2) {
      REQUIRE(cache->insert(id, {f.corpus.vectors.row(id), 48}).ok());
    }
    double recall = 0;
    for (NodeId q = 0; q < 10; ++q) {
      const SearchParams params{.k = 10, .strategy = strategy, .ef = 100, .maxRecomputes = 1000};
      const auto search = startSearch(f.index, f.corpus.query(q), params, cache);
      while (!search->done()) {
        for (const NodeId id : search->wants()) {
          if (cache->contains(id)) FAIL("node " << id << " is in the cache");
        }
        REQUIRE(search->supply(wantedRows(*search, f.corpus.vectors)).ok());
      }
      CHECK(search->stats().cached > 0);
      recall +=
          recallOf(idsOf(hitsOf(*search)), exactNearest(f.corpus.vectors, f.corpus.queries.row(q), 10)) / 10;
      for (const Hit& hit : hitsOf(*search)) CHECK(hit.exact);
    }
    CHECK(recall > 0.93);
  }
}

TEST_CASE("cache: vectors from it cost no budget") {
  const Fixture& f = fixture();
  const auto cache = cacheFor(*f.index, 2000);
  for (NodeId id = 0; id < 2000; ++id) REQUIRE(cache->insert(id, {f.corpus.vectors.row(id), 48}).ok());
  for (const Strategy strategy : kReranking) {
    const auto search =
        startSearch(f.index, f.corpus.query(0), {.k = 10, .strategy = strategy, .maxRecomputes = 0}, cache);
    CHECK(search->done());
    CHECK(search->stats().ended == Ended::kConfident);
    CHECK(recallOf(idsOf(hitsOf(*search)), exactNearest(f.corpus.vectors, f.corpus.queries.row(0), 10)) >=
          0.9);
  }
}

TEST_CASE("cache: one that can hold nothing, or little, changes no result") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    const SearchParams params{.k = 10, .strategy = strategy};
    const auto without = finishSearch(f.index, f.corpus.vectors, f.corpus.query(4), params);
    for (const uint32_t vectors : {0U, 3U}) {
      const auto cache = cacheFor(*f.index, vectors);
      const auto with = finishSearch(f.index, f.corpus.vectors, f.corpus.query(4), params, cache);
      CHECK(equal(hitsOf(*with), hitsOf(*without)));
      CHECK(cache->stats().entries == vectors);
    }
  }
}

TEST_CASE("cache: vectors beyond half precision are embedded every time, and found as well") {
  for (const float size : {4e5F, 1e-6F}) {
    std::vector<float> rows = clusteredVectors(300, 8, 5, 4, 4);
    for (float& x : rows) x *= size;
    const TestTable vectors = tableOf(rows, 8, Metric::kL2);
    const auto index = sharedIndex(buildIndex(vectors));
    const std::span<const float> query(vectors.row(7), 8);
    const auto without = finishSearch(index, vectors, query, {.k = 10});
    const auto cache = cacheFor(*index, 300);
    for (int round = 0; round < 2; ++round) {
      const auto with = finishSearch(index, vectors, query, {.k = 10}, cache);
      CHECK(with->stats().cached == 0);
      CHECK(equal(hitsOf(*with), hitsOf(*without)));
    }
  }
}

TEST_CASE("cache: a filter holds for what is cached, too") {
  const Fixture& f = fixture();
  const auto cache = cacheFor(*f.index, 2000);
  for (NodeId id = 0; id < 2000; ++id) REQUIRE(cache->insert(id, {f.corpus.vectors.row(id), 48}).ok());
  for (const Strategy strategy : kStrategies) {
    const SearchParams params{
        .k = 10, .strategy = strategy, .allowed = allowedOf(2000, [](NodeId id) { return id % 5 == 1; })};
    const auto search = startSearch(f.index, f.corpus.query(0), params, cache);
    CHECK(search->done());
    CHECK(hitsOf(*search).size() == 10);
    for (const Hit& hit : hitsOf(*search)) CHECK(hit.id % 5 == 1);
  }
}

TEST_CASE("cache: what an index saved is where a cache begins") {
  const Fixture& f = fixture();
  const auto cache = cacheFor(*f.index, 2000);
  const auto first = finishSearch(f.index, f.corpus.vectors, f.corpus.query(5), {}, cache);
  Index index = *f.index;
  index.cached = cache->snapshot(1000000).value();
  CHECK(index.cached.ids.size() == first->stats().recomputed);
  const auto fresh = cacheFor(index, 2000);
  REQUIRE(fresh->restore(index.cached).ok());
  const auto second = startSearch(sharedIndex(std::move(index)), f.corpus.query(5), {}, fresh);
  CHECK(second->done());
  CHECK(second->stats().recomputed == 0);
  CHECK(recallOf(idsOf(hitsOf(*second)), idsOf(hitsOf(*first))) >= 0.9);
}

TEST_CASE("cache: one of other dimensions is refused") {
  const Fixture& f = fixture();
  const auto search =
      Search::create(f.index, f.corpus.query(0), {}, std::make_shared<VectorCache>(47, 100000));
  REQUIRE(!search.ok());
  CHECK(search.status().code() == ErrorCode::kDimensionMismatch);
  CHECK(search.status().message() == "leann: cannot search with a cache of 47 dimensions: the index has 48");
}
