// Bonuses: what something besides vectors says of nodes counts in the order in which they are recomputed and
// found.
#include <limits>

#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

// The k best of all nodes by exact distances less their bonuses.
std::vector<Neighbor> exactWith(const Corpus& corpus, std::span<const float> query,
                                const SearchParams& params) {
  std::vector<Neighbor> all;
  for (NodeId id = 0; id < corpus.vectors.size(); ++id) {
    all.push_back(
        {distance(corpus.vectors.metric(), query.data(), corpus.vectors.row(id), corpus.vectors.dimension()),
         id});
  }
  for (const Neighbor& bonus : params.bonuses) all[bonus.id].distance -= bonus.distance;
  sortNeighbors(all);
  all.resize(params.k);
  return all;
}

SearchParams withBonuses(uint32_t seed, float most) {
  Random random(seed);
  SearchParams params{.k = 10};
  for (NodeId id = 0; id < 2000; ++id) {
    if (random.below(100) >= 5) continue;
    params.bonuses.push_back({most * static_cast<float>(random.below(1000)) / 1000, id});
  }
  return params;
}

std::unique_ptr<Search> finish(const Fixture& f, std::span<const float> query, const SearchParams& params) {
  return finishSearch(f.index, f.corpus.vectors, query, params);
}

}  // namespace

TEST_CASE("bonus: hits are those of an exact search with the same bonuses") {
  for (const Metric metric : kMetrics) {
    const Fixture& f = fixture(metric);
    const SearchParams params = withBonuses(3, 0.5F);
    double recall = 0;
    for (NodeId q = 0; q < 15; ++q) {
      const auto search = finish(f, f.corpus.query(q), params);
      std::vector<NodeId> best;
      for (const Neighbor& node : exactWith(f.corpus, f.corpus.query(q), params)) best.push_back(node.id);
      recall += recallOf(idsOf(hitsOf(*search)), best) / 15;
    }
    CHECK(recall > 0.93);
  }
}

TEST_CASE("bonus: it is part of exact distances, supplied or cached") {
  const Fixture& f = fixture();
  const SearchParams params = withBonuses(4, 0.3F);
  const auto search = finish(f, f.corpus.query(2), params);
  for (const Hit& hit : hitsOf(*search)) {
    if (!hit.exact) continue;
    float expected = distance(Metric::kInnerProduct, f.corpus.query(2).data(), f.corpus.vectors.row(hit.id),
                              f.corpus.vectors.dimension());
    for (const Neighbor& bonus : params.bonuses) {
      if (bonus.id == hit.id) expected -= bonus.distance;
    }
    CHECK(hit.distance == expected);
  }
}

TEST_CASE("bonus: a node whose code promises nothing is recomputed and found if its bonus is large") {
  const Fixture& f = fixture();
  const auto farthest = exactNearest(f.corpus.vectors, f.corpus.queries.row(1), 2000).back();
  for (const uint32_t most : {8U, 256U}) {
    const SearchParams params{.k = 10, .maxRecomputes = most, .bonuses = {{4.0F, farthest}}};
    const std::vector<Hit> hits = hitsOf(*finish(f, f.corpus.query(1), params));
    CHECK(hits.front().id == farthest);
    CHECK(hits.front().exact);
  }
}

TEST_CASE("bonus: none, or of nothing, changes nothing") {
  const Fixture& f = fixture();
  const auto plain = finish(f, f.corpus.query(3), {.k = 10});
  const auto zero = finish(f, f.corpus.query(3), {.k = 10, .bonuses = {{0.0F, 5}, {0.0F, 1999}}});
  CHECK(equal(hitsOf(*plain), hitsOf(*zero)));
}

TEST_CASE("bonus: a node that is not allowed stays out") {
  const Fixture& f = fixture();
  const SearchParams params{
      .k = 10, .allowed = allowedOf(2000, [](NodeId id) { return id != 7; }), .bonuses = {{9.0F, 7}}};
  for (const Hit& hit : hitsOf(*finish(f, f.corpus.query(1), params))) CHECK(hit.id != 7);
}

TEST_CASE("bonus: more hits than k can be listed, the same and more") {
  const Fixture& f = fixture();
  const auto search = finish(f, f.corpus.query(4), {.k = 10});
  const std::vector<Hit> ten = hitsOf(*search);
  Result<std::vector<Hit>> many = search->hits(50);
  REQUIRE(many.ok());
  REQUIRE(many.value().size() == 50);
  many.value().resize(10);
  CHECK(equal(ten, many.value()));
}

TEST_CASE("bonus: what makes no sense is refused") {
  const Fixture& f = fixture();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto refused = [&](const SearchParams& params, const std::string& reason) {
    const auto search = Search::create(f.index, f.corpus.query(0), params);
    REQUIRE(!search.ok());
    CHECK(search.status().code() == ErrorCode::kInvalidArgument);
    CHECK(search.status().message() == "leann: cannot search with bonuses: " + reason);
  };
  refused({.bonuses = {{1, 2000}}}, "there is no node 2000");
  refused({.bonuses = {{1, 5}, {1, 5}}}, "their nodes must ascend");
  refused({.bonuses = {{-1, 5}}}, "that of node 5 must be finite and at least 0");
  refused({.bonuses = {{kInfinity, 5}}}, "that of node 5 must be finite and at least 0");
  refused({.bonuses = {{std::numeric_limits<float>::quiet_NaN(), 5}}},
          "that of node 5 must be finite and at least 0");
  refused({.strategy = Strategy::kWalk, .bonuses = {{1, 5}}}, "the strategy must be to scan");
}
