// Nodes that turn out to have changed in the middle of a search are neither wanted nor found any more.
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

bool isOdd(NodeId id) { return id % 2 == 1; }

// Excludes every odd node as soon as it is wanted, or is among the hits.
void excludeOdd(Search& search) {
  std::vector<NodeId> odd;
  const auto note = [&](NodeId id) {
    if (isOdd(id)) odd.push_back(id);
  };
  for (const NodeId id : search.wants()) note(id);
  for (const Hit& hit : hitsOf(search)) note(hit.id);
  REQUIRE(search.exclude(odd).ok());
}

}  // namespace

TEST_CASE("search: excluded nodes are neither wanted nor found, and the others as well as without them") {
  const Corpus corpus(600, 30, 12, 4);
  const auto index = sharedIndex(buildIndex(corpus.vectors));
  for (const Strategy strategy : kStrategies) {
    double recall = 0;
    for (NodeId q = 0; q < corpus.queries.size(); ++q) {
      const auto search =
          startSearch(index, corpus.query(q), {.strategy = strategy, .ef = 200, .ratio = 0.5});
      for (uint32_t rounds = 0;; ++rounds) {
        REQUIRE(rounds < 1000);
        do {
          excludeOdd(*search);
        } while (std::any_of(search->wants().begin(), search->wants().end(), isOdd));
        if (search->done()) break;
        REQUIRE(search->supply(wantedRows(*search, corpus.vectors)).ok());
      }
      // What only now is among the hits, as an estimate, is not known to have changed.
      std::vector<NodeId> found;
      for (const Hit& hit : hitsOf(*search)) {
        if (hit.exact) CHECK(!isOdd(hit.id));
        found.push_back(hit.id);
      }
      std::vector<NodeId> even;
      for (const NodeId id : exactNearest(corpus.vectors, corpus.queries.row(q), 600)) {
        if (!isOdd(id) && even.size() < 10) even.push_back(id);
      }
      recall += recallOf(found, even);
    }
    CAPTURE(static_cast<int>(strategy));
    CHECK(recall / corpus.queries.size() > 0.9);
  }
}

TEST_CASE("search: excluding all that is wanted goes on to the next, and all there is ends the search") {
  const Corpus corpus(50, 1, 8, 4);
  const auto index = sharedIndex(buildIndex(corpus.vectors));
  for (const Strategy strategy : kStrategies) {
    const auto search = startSearch(index, corpus.query(0), {.strategy = strategy});
    for (uint32_t rounds = 0; !search->done(); ++rounds) {
      REQUIRE(rounds < 60);
      const std::vector<NodeId> wanted(search->wants().begin(), search->wants().end());
      REQUIRE(search->exclude(wanted).ok());
    }
    CHECK(search->stats().recomputed == 0);
    CHECK(search->stats().ended != Ended::kNotYet);
  }
}

TEST_CASE("search: an exact hit that is excluded makes room, also after the end") {
  const Corpus corpus(300, 1, 8, 4);
  const auto index = sharedIndex(buildIndex(corpus.vectors));
  const auto search = finishSearch(index, corpus.vectors, corpus.query(0), {.k = 5});
  const std::vector<NodeId> before = idsOf(hitsOf(*search));
  REQUIRE(search->exclude({before.data(), 1}).ok());
  const std::vector<NodeId> after = idsOf(hitsOf(*search));
  REQUIRE(after.size() == 5);
  CHECK(std::equal(before.begin() + 1, before.end(), after.begin()));
  CHECK(search->done());
}

TEST_CASE("search: a node that there is not cannot be excluded") {
  const Corpus corpus(30, 1, 8, 4);
  const auto search = startSearch(sharedIndex(buildIndex(corpus.vectors)), corpus.query(0), {});
  const std::vector<NodeId> wanted(search->wants().begin(), search->wants().end());
  const std::vector<NodeId> bad = {0, 30};
  CHECK(search->exclude(bad).code() == ErrorCode::kInvalidArgument);
  CHECK(wanted == std::vector<NodeId>(search->wants().begin(), search->wants().end()));
}
