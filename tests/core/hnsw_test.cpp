// HNSW construction: the graph leads to the true neighbours, within its degree bounds, the same every time.
#include "graph/hnsw.h"

#include "graph/hubs.h"
#include "test_data.h"

using namespace leann;
using leann::testing::Corpus;
using leann::testing::graphRecall;
using leann::testing::TestTable;

namespace {

Graph build(const VectorTable& vectors, const HnswParams& params, std::vector<uint32_t> linksOf = {}) {
  HnswBuilder builder(vectors, params, std::move(linksOf));
  while (!builder.finished()) builder.insertNext();
  return builder.level0();
}

uint32_t maxDegree(const Graph& graph) {
  uint32_t most = 0;
  for (NodeId v = 0; v < graph.size(); ++v) most = std::max(most, graph.degree(v));
  return most;
}

bool equal(const Graph& a, const Graph& b) { return a.offsets == b.offsets && a.targets == b.targets; }

// The same construction by float32 distances, each node searched for exhaustively.
Graph buildExactly(const TestTable& vectors, uint32_t M, uint32_t maxDegree) {
  const auto between = [&](NodeId a, NodeId b) {
    return distance(vectors.metric(), vectors.row(a), vectors.row(b), vectors.dimension());
  };
  const auto diverse = [&](NodeId base, const std::vector<NodeId>& candidates, size_t count) {
    std::vector<Neighbor> nearest;
    for (const NodeId u : candidates) nearest.push_back({between(base, u), u});
    std::sort(nearest.begin(), nearest.end());
    std::vector<NodeId> kept;
    for (const Neighbor& n : nearest) {
      if (kept.size() == count) break;
      if (std::none_of(kept.begin(), kept.end(), [&](NodeId k) { return between(n.id, k) < n.distance; })) {
        kept.push_back(n.id);
      }
    }
    return kept;
  };
  std::vector<std::vector<NodeId>> lists(vectors.size());
  std::vector<NodeId> earlier;
  for (NodeId v = 0; v < vectors.size(); ++v) {
    lists[v] = diverse(v, earlier, M);
    for (const NodeId u : lists[v]) {
      lists[u].push_back(v);
      if (lists[u].size() > maxDegree) lists[u] = diverse(u, std::vector<NodeId>(lists[u]), maxDegree);
    }
    earlier.push_back(v);
  }
  return makeGraph(lists);
}

}  // namespace

TEST_CASE("hnsw: leads to the true neighbours") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    const Corpus corpus(2000, 30, 32, 1, metric);
    const Graph graph = build(corpus.vectors, {});
    CHECK(graph.size() == 2000);
    CHECK(maxDegree(graph) <= 32);
    CHECK(graphRecall(graph, corpus, 64, entryPoint(graph)) >= 0.95);
    // From anywhere: the graph is one piece.
    CHECK(graphRecall(graph, corpus, 64, 1999) >= 0.95);
  }
}

TEST_CASE("hnsw: repeats itself, and the seed matters") {
  const Corpus corpus(600, 0, 16, 2);
  CHECK(equal(build(corpus.vectors, {.seed = 5}), build(corpus.vectors, {.seed = 5})));
  CHECK(!equal(build(corpus.vectors, {.M = 4, .efConstruction = 4, .seed = 5}),
               build(corpus.vectors, {.M = 4, .efConstruction = 4, .seed = 6})));
}

TEST_CASE("hnsw: as good as a graph built by exact distances, though the vectors are rounded to int8") {
  const Corpus corpus(2000, 200, 64, 10);
  const Graph rounded = build(corpus.vectors, {.M = 8, .maxDegree0 = 16});
  const Graph exact = buildExactly(corpus.vectors, 8, 16);
  CHECK(graphRecall(exact, corpus, 64, entryPoint(exact)) > 0.9);
  CHECK(graphRecall(rounded, corpus, 64, entryPoint(rounded)) >
        graphRecall(exact, corpus, 64, entryPoint(exact)) - 0.005);
}

TEST_CASE("hnsw: M makes denser and better graphs") {
  const Corpus corpus(2000, 30, 32, 3);
  const Graph sparse = build(corpus.vectors, {.M = 3, .maxDegree0 = 6});
  const Graph dense = build(corpus.vectors, {.M = 16, .maxDegree0 = 32});
  CHECK(maxDegree(sparse) <= 6);
  CHECK(dense.edges() > 2 * sparse.edges());
  CHECK(graphRecall(dense, corpus, 10, entryPoint(dense)) >
        graphRecall(sparse, corpus, 10, entryPoint(sparse)) + 0.05);
}

TEST_CASE("hnsw: efConstruction makes better graphs") {
  const Corpus corpus(2000, 30, 32, 4);
  const Graph hasty = build(corpus.vectors, {.M = 8, .maxDegree0 = 16, .efConstruction = 4});
  const Graph careful = build(corpus.vectors, {.M = 8, .maxDegree0 = 16, .efConstruction = 200});
  CHECK(graphRecall(careful, corpus, 16, entryPoint(careful)) >
        graphRecall(hasty, corpus, 16, entryPoint(hasty)) + 0.02);
}

TEST_CASE("hnsw: degrees stay in bounds for every M") {
  const Corpus corpus(500, 0, 12, 5);
  for (const uint32_t M : {2U, 5U, 40U}) {
    const Graph graph = build(corpus.vectors, {.M = M, .maxDegree0 = 2 * M});
    CHECK(maxDegree(graph) <= 2 * M);
    for (NodeId v = 0; v < graph.size(); ++v) CHECK(graph.degree(v) >= 1);
  }
}

TEST_CASE("hnsw: the last node inserted has the links it chose, diverse ones") {
  const Corpus corpus(800, 0, 16, 6);
  const VectorTable& vectors = corpus.vectors;
  const Graph graph = build(vectors, {.M = 8, .maxDegree0 = 16});
  const NodeId last = vectors.size() - 1;
  const auto chosen = graph.neighbors(last);
  REQUIRE(chosen.size() >= 1);
  CHECK(chosen.size() <= 8);
  for (const NodeId u : chosen) {
    for (const NodeId w : chosen) {
      if (u == w) continue;
      // Of two links, the farther is nearer to the base than to the other one.
      const float farther = std::max(vectors.distanceBetween(last, u), vectors.distanceBetween(last, w));
      CHECK(vectors.distanceBetween(u, w) >= farther);
    }
  }
  // The nearest node is always a link.
  NodeId nearest = 0;
  for (NodeId v = 1; v < last; ++v) {
    if (vectors.distanceBetween(last, v) < vectors.distanceBetween(last, nearest)) nearest = v;
  }
  CHECK(std::count(chosen.begin(), chosen.end(), nearest) == 1);
}

TEST_CASE("hnsw: linksOf bounds what each node chooses") {
  const Corpus corpus(600, 0, 16, 7);
  std::vector<uint32_t> links(600, 2);
  const Graph two = build(corpus.vectors, {.M = 16, .maxDegree0 = 16}, links);
  links.assign(600, 16);
  const Graph sixteen = build(corpus.vectors, {.M = 16, .maxDegree0 = 16}, links);
  CHECK(two.edges() <= size_t{600} * 2 * 2);
  CHECK(sixteen.edges() > two.edges());
  CHECK(equal(sixteen, build(corpus.vectors, {.M = 16, .maxDegree0 = 16})));
}

TEST_CASE("hnsw: keeping choices changes nothing, and replaying them gives the graph again") {
  const Corpus corpus(800, 0, 16, 11);
  HnswBuilder builder(corpus.vectors, {.M = 8, .maxDegree0 = 16, .choices = 20});
  while (!builder.finished()) builder.insertNext();
  const Graph graph = builder.level0();
  CHECK(equal(graph, build(corpus.vectors, {.M = 8, .maxDegree0 = 16})));

  const Choices choices = builder.takeChoices();
  REQUIRE(choices.size() == 800);
  uint32_t most = 0;
  for (NodeId v = 0; v < 800; ++v) {
    const auto chosen = choices.of(v);
    most = std::max(most, static_cast<uint32_t>(chosen.size()));
    CHECK(chosen.empty() == (v == 0));
    for (size_t i = 0; i < chosen.size(); ++i) {
      CHECK(chosen[i] < v);
      if (i == 0) continue;
      CHECK(corpus.vectors.distanceBetween(v, chosen[i - 1]) <= corpus.vectors.distanceBetween(v, chosen[i]));
    }
  }
  CHECK(most > 8);
  CHECK(most <= 20);
  HnswBuilder again(corpus.vectors, {.M = 8, .maxDegree0 = 16}, {}, choices);
  while (!again.finished()) again.insertNext();
  CHECK(equal(again.level0(), graph));
}

TEST_CASE("hnsw: a graph that grew from an adopted one is about as good") {
  const Corpus corpus(1600, 30, 32, 8);
  const HnswParams params{.M = 8, .maxDegree0 = 16};
  const Graph whole = build(corpus.vectors, params);
  const TestTable half = testing::tableOf(testing::rowsOf(corpus.vectors, 0, 800), 32);
  const Graph first = build(half, params);

  HnswBuilder builder(corpus.vectors, params);
  builder.adopt(first, {entryPoint(first)});
  CHECK(builder.inserted() == 800);
  CHECK(!builder.finished());
  while (!builder.finished()) builder.insertNext();
  const Graph grown = builder.level0();
  CHECK(grown.size() == 1600);
  CHECK(maxDegree(grown) <= 16);
  CHECK(graphRecall(grown, corpus, 48, entryPoint(grown)) >
        graphRecall(whole, corpus, 48, entryPoint(whole)) - 0.05);
}

TEST_CASE("hnsw: adopting everything leaves nothing to do") {
  const Corpus corpus(50, 0, 8, 9);
  const Graph graph = build(corpus.vectors, {});
  HnswBuilder builder(corpus.vectors, {});
  builder.adopt(graph, {0});
  CHECK(builder.finished());
  CHECK(equal(builder.level0(), graph));
}

TEST_CASE("hnsw: one node, two nodes, and many at one place") {
  const TestTable one = testing::tableOf(std::vector<float>{1, 0}, 2);
  CHECK(build(one, {}).edges() == 0);
  const TestTable two = testing::tableOf(std::vector<float>{1, 0, 0, 1}, 2);
  CHECK(build(two, {}).targets == std::vector<NodeId>{1, 0});
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    std::vector<float> rows;
    for (int i = 0; i < 200; ++i) rows.insert(rows.end(), {0.6F, 0.8F});
    const Graph graph = build(testing::tableOf(rows, 2, metric), {.M = 4, .maxDegree0 = 8});
    CHECK(maxDegree(graph) <= 8);
    for (NodeId v = 0; v < graph.size(); ++v) CHECK(graph.degree(v) >= 1);
  }
}

TEST_CASE("hnsw: adopted rows that are too long keep their nearest, diverse ones, and spill into no other") {
  const testing::TestTable vectors = testing::tableOf(testing::clusteredVectors(60, 8, 9), 8);
  std::vector<std::vector<NodeId>> lists(50);
  for (NodeId v = 1; v < 50; ++v) {
    lists[0].push_back(v);
    lists[v] = {0, v % 49 + 1};
  }
  lists[49] = lists[0];
  const Graph graph = makeGraph(lists);
  HnswBuilder builder(vectors, {.M = 4, .maxDegree0 = 8, .efConstruction = 30});
  builder.adopt(graph, {0});
  const Graph level0 = builder.level0();
  for (NodeId v = 0; v < 50; ++v) {
    const auto whole = graph.neighbors(v), kept = level0.neighbors(v);
    CHECK(kept.size() <= 8);
    CHECK(!kept.empty());
    CHECK(std::includes(whole.begin(), whole.end(), kept.begin(), kept.end()));
    if (whole.size() <= 8) CHECK(kept.size() == whole.size());
  }
  for (NodeId v = 50; v < 60; ++v) CHECK(level0.degree(v) == 0);
}
