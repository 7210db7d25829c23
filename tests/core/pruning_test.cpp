// Pruning: hubs keep many links and the rest few; random pruning hits its count and cuts nobody off.
#include "graph/pruning.h"

#include "graph/hubs.h"
#include "test_data.h"

using namespace leann;
using leann::testing::Corpus;

namespace {

Graph build(const VectorTable& vectors, const HnswParams& params, std::vector<uint32_t> linksOf = {}) {
  HnswBuilder builder(vectors, params, std::move(linksOf));
  while (!builder.finished()) builder.insertNext();
  return builder.level0();
}

// A star with `leaves` rays and an isolated node at the end.
Graph star(uint32_t leaves) {
  std::vector<std::vector<NodeId>> lists(leaves + 2);
  for (NodeId v = 1; v <= leaves; ++v) {
    lists[0].push_back(v);
    lists[v].push_back(0);
  }
  return makeGraph(lists);
}

}  // namespace

TEST_CASE("pruning: the top share by degree are hubs, ties to the lower id") {
  const Graph graph = makeGraph({{1}, {0, 2, 3}, {0, 1, 3}, {0, 1, 2}, {0, 1}});
  const auto links = [&](double share) {
    return hubPreservingLinks(graph, {.M = 9, .m = 4, .hubFraction = share});
  };
  CHECK(links(0) == std::vector<uint32_t>{4, 4, 4, 4, 4});
  CHECK(links(0.2) == std::vector<uint32_t>{4, 9, 4, 4, 4});
  CHECK(links(0.4) == std::vector<uint32_t>{4, 9, 9, 4, 4});
  CHECK(links(0.8) == std::vector<uint32_t>{4, 9, 9, 9, 9});
  CHECK(links(1) == std::vector<uint32_t>{9, 9, 9, 9, 9});
  CHECK(hubPreservingLinks(Graph(), {}).empty());
}

TEST_CASE("pruning: the second pass gives hubs many links, others few, nobody more than M") {
  const Corpus corpus(2000, 30, 32, 1);
  const Graph first = build(corpus.vectors, {});
  const HubParams hubs{.M = 24, .m = 4, .hubFraction = 0.02};
  const std::vector<uint32_t> links = hubPreservingLinks(first, hubs);
  CHECK(std::count(links.begin(), links.end(), 24U) == 40);
  const HnswParams second{.M = 24, .maxDegree0 = 24};
  const Graph pruned = build(corpus.vectors, second, links);

  double hubDegree = 0, otherDegree = 0;
  uint32_t filled = 0;
  for (NodeId v = 0; v < pruned.size(); ++v) {
    CHECK(pruned.degree(v) <= 24);
    CHECK(pruned.degree(v) >= 1);
    (links[v] == 24 ? hubDegree : otherDegree) += pruned.degree(v);
    if (links[v] == 4 && pruned.degree(v) > 4) ++filled;
  }
  CHECK(hubDegree / 40 > 1.5 * otherDegree / 1960);
  CHECK(filled > 100);  // reverse edges may fill any node
  CHECK(pruned.degree(1999) <= links[1999]);
  CHECK(pruned.edges() < first.edges() * 3 / 4);
  // What is left still leads everywhere.
  CHECK(testing::graphRecall(pruned, corpus, 64, entryPoint(pruned)) > 0.9);
}

TEST_CASE("pruning: m decides how many edges are left") {
  const Corpus corpus(1000, 0, 32, 2);
  const Graph first = build(corpus.vectors, {});
  size_t before = 0;
  for (const uint32_t m : {1U, 3U, 6U}) {
    const size_t edges = build(corpus.vectors, {.M = 32, .maxDegree0 = 32},
                               hubPreservingLinks(first, {.M = 32, .m = m, .hubFraction = 0.02}))
                             .edges();
    CHECK(edges > before);
    before = edges;
  }
}

TEST_CASE("pruning: a second pass from the choices of the first is as good as one that searches again") {
  const Corpus corpus(2000, 100, 32, 5);
  HnswBuilder firstPass(corpus.vectors, {.efConstruction = 64, .choices = 24});
  while (!firstPass.finished()) firstPass.insertNext();
  const HubParams hubs{.M = 24, .m = 4, .hubFraction = 0.02};
  const std::vector<uint32_t> links = hubPreservingLinks(firstPass.level0(), hubs);
  const HnswParams second{.M = 24, .maxDegree0 = 24, .efConstruction = 64};
  const Graph searched = build(corpus.vectors, second, links);
  HnswBuilder replay(corpus.vectors, second, links, firstPass.takeChoices());
  while (!replay.finished()) replay.insertNext();
  const Graph replayed = replay.level0();

  const double share = static_cast<double>(replayed.edges()) / static_cast<double>(searched.edges());
  CHECK(share == doctest::Approx(1).epsilon(0.03));
  for (const uint32_t ef : {16U, 48U}) {
    CHECK(testing::graphRecall(replayed, corpus, ef, entryPoint(replayed)) >
          testing::graphRecall(searched, corpus, ef, entryPoint(searched)) - 0.01);
  }
  for (NodeId v = 0; v < 2000; ++v) {
    if (replayed.degree(v) < 1 || replayed.degree(v) > 24) FAIL_CHECK("degree " << replayed.degree(v));
  }
}

TEST_CASE("random pruning: hits its edge count, seeded, every edge one that was there") {
  const Corpus corpus(2000, 0, 32, 3);
  const Graph first = build(corpus.vectors, {});
  for (const double keep : {0.25, 0.5, 0.75}) {
    const Graph pruned = pruneRandomly(first, keep, 9);
    REQUIRE(pruned.size() == first.size());
    const double share = static_cast<double>(pruned.edges()) / static_cast<double>(first.edges());
    // The one edge that each node is spared weighs (1 - keep) of an edge a node.
    const double spared = (1 - keep) * first.size() / static_cast<double>(first.edges());
    CHECK(share == doctest::Approx(keep + spared).epsilon(0.03));
    for (NodeId v = 0; v < pruned.size(); ++v) {
      CHECK(pruned.degree(v) >= 1);
      const auto before = first.neighbors(v);
      for (const NodeId u : pruned.neighbors(v)) {
        if (!std::binary_search(before.begin(), before.end(), u)) FAIL("a new edge " << v << " - " << u);
      }
    }
    CHECK(pruned.targets == pruneRandomly(first, keep, 9).targets);
    CHECK(pruned.targets != pruneRandomly(first, keep, 10).targets);
  }
}

TEST_CASE("random pruning: an edge and its reverse share their fate") {
  const Corpus corpus(1000, 0, 32, 4);
  const Graph whole = symmetrized(build(corpus.vectors, {}));
  const Graph pruned = pruneRandomly(whole, 0.5, 1);
  // Only edges that were spared to keep a node from being cut off may stand in one row alone.
  const size_t oneSided = symmetrized(pruned).edges() - pruned.edges();
  CHECK(oneSided <= pruned.size());
  CHECK(static_cast<double>(symmetrized(pruned).edges()) ==
        doctest::Approx(0.5 * static_cast<double>(whole.edges()) + pruned.size()).epsilon(0.05));
}

TEST_CASE("random pruning: the ends of its range, and nodes with few edges") {
  const Graph graph = star(20);
  CHECK(pruneRandomly(graph, 1, 1).targets == graph.targets);
  const Graph least = pruneRandomly(graph, 0, 1);
  for (NodeId v = 0; v <= 20; ++v) CHECK(least.degree(v) == 1);
  CHECK(least.degree(21) == 0);  // it had none
  CHECK(pruneRandomly(Graph(), 0.5, 1).size() == 0);
}
