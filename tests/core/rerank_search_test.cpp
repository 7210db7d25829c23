// Reranking: first hits from codes alone, then exactly as many recomputations as were asked for, well chosen.
#include "rerank_search.h"

#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

TEST_CASE("rerank: recomputes exactly ef nodes, in batches") {
  const Fixture& f = fixture();
  const auto search = checkedRun(f, f.corpus.query(0), {.k = 10, .ef = 50, .batchSize = 16});
  CHECK(search->stats().recomputed == 50);
  CHECK(search->stats().batches == 4);
  CHECK(search->stats().visited == 2000);
}

TEST_CASE("rerank: the first hits come from the codes, before anything is recomputed") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    const auto query = f.corpus.query(1);
    const auto search = startSearch(f.index, query, {.k = 10});
    const QueryTable table = f.index->quantizer.table(query.data(), metric);
    std::vector<Neighbor> ranked;
    for (NodeId id = 0; id < f.index->size(); ++id) {
      ranked.push_back({f.index->quantizer.distance(table, f.index->code(id)), id});
    }
    std::sort(ranked.begin(), ranked.end());
    const std::vector<Hit> hits = hitsOf(*search);
    REQUIRE(hits.size() == 10);
    for (size_t i = 0; i < 10; ++i) {
      CHECK(hits[i].id == ranked[i].id);
      CHECK(hits[i].distance == ranked[i].distance);
      CHECK(!hits[i].exact);
    }
    CHECK(search->stats().recomputed == 0);
  }
}

TEST_CASE("rerank: where codes are coarse, the graph helps to choose what to recompute") {
  const Corpus& corpus = fixture().corpus;
  const auto index = sharedIndex(
      buildIndex(corpus.vectors, {.rotation = RotationKind::kLearned, .subspaces = 3, .bits = 4}));
  Index bare = *index;
  bare.graph = makeGraph(std::vector<std::vector<NodeId>>(bare.size()));
  const auto alone = sharedIndex(std::move(bare));
  for (const uint32_t ef : {32U, 64U, 128U}) {
    const SearchParams params{.k = 10, .ef = ef, .batchSize = 4};
    CHECK(measure(index, corpus, params).recall > measure(alone, corpus, params).recall + 0.03);
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
