// Filters: nothing that is not allowed is asked for or returned, and what is allowed is found.
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::vector<NodeId> exactAmong(const Corpus& corpus, const SearchParams& params, const float* query) {
  std::vector<NodeId> ids;
  for (const NodeId id : exactNearest(corpus.vectors, query, corpus.vectors.size())) {
    if (isAllowed(params, id) && ids.size() < params.k) ids.push_back(id);
  }
  return ids;
}

}  // namespace

TEST_CASE("filter: hits are those of an exact search among the allowed, whatever share that is") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    for (const Strategy strategy : kStrategies) {
      for (const uint32_t percent : {50U, 10U, 2U}) {
        CAPTURE(strategy);
        CAPTURE(percent);
        Random random(percent);
        SearchParams params{.k = 10, .strategy = strategy, .ef = 100, .ratio = 0.3};
        params.allowed = allowedOf(2000, [&](NodeId) { return random.below(100) < percent; });
        double recall = 0;
        for (NodeId q = 0; q < 15; ++q) {
          const auto search = checkedRun(f, f.corpus.query(q), params);
          recall +=
              recallOf(idsOf(hitsOf(*search)), exactAmong(f.corpus, params, f.corpus.queries.row(q))) / 15;
        }
        CHECK(recall > 0.93);
      }
    }
  }
}

TEST_CASE("filter: all allowed is no filter") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    SearchParams params{.k = 10, .strategy = strategy};
    const auto free = checkedRun(f, f.corpus.query(1), params);
    params.allowed = allowedOf(2000, [](NodeId) { return true; });
    const auto filtered = checkedRun(f, f.corpus.query(1), params);
    CHECK(equal(hitsOf(*free), hitsOf(*filtered)));
    CHECK(free->stats().recomputed == filtered->stats().recomputed);
  }
}

TEST_CASE("filter: one node allowed is found, none allowed is an end") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    for (const NodeId only : {0U, 7U, 8U, 1999U}) {
      const auto search = checkedRun(
          f, f.corpus.query(1),
          {.k = 10, .strategy = strategy, .allowed = allowedOf(2000, [&](NodeId id) { return id == only; })});
      CHECK(idsOf(hitsOf(*search)) == std::vector<NodeId>{only});
      CHECK(search->stats().recomputed == 1);
    }
    const auto none = checkedRun(f, f.corpus.query(1),
                                 {.k = 10, .strategy = strategy, .allowed = std::vector<uint8_t>(250, 0)});
    CHECK(hitsOf(*none).empty());
    CHECK(none->stats().recomputed == 0);
  }
}

TEST_CASE("filter: estimates are filtered, too") {
  const Fixture& f = fixture();
  for (const Strategy strategy : kStrategies) {
    const auto search = checkedRun(
        f, f.corpus.query(2),
        {.k = 10, .strategy = strategy, .maxRecomputes = 0, .allowed = allowedOf(2000, [](NodeId id) {
                                                              return id % 3 == 0;
                                                            })});
    for (const Hit& hit : hitsOf(*search)) CHECK(!hit.exact);
  }
}

TEST_CASE("filter: bits beyond the last node mean nothing; a filter of another length is refused") {
  std::vector<float> rows;
  const auto index = smallIndex(13, Metric::kInnerProduct, rows);
  const TestTable vectors = tableOf(rows, 8);
  for (const Strategy strategy : kStrategies) {
    const auto search = finishSearch(index, vectors, {vectors.row(0), 8},
                                     {.k = 20, .strategy = strategy, .ef = 20, .allowed = {0xFF, 0xFF}});
    CHECK(hitsOf(*search).size() == 13);
  }
  for (const size_t bytes : {size_t{1}, size_t{3}, size_t{13}}) {
    const auto search =
        Search::create(index, {vectors.row(0), 8}, {.allowed = std::vector<uint8_t>(bytes, 0xFF)});
    REQUIRE(!search.ok());
    CHECK(search.status().code() == ErrorCode::kInvalidArgument);
    CHECK(search.status().message() == "leann: cannot search among " + std::to_string(bytes) +
                                           " bytes of allowed nodes: there are 13 nodes");
  }
}
