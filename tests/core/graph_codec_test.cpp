// The graph's bits: every undirected graph comes back, and no other bits pass for one.
#include "graph/graph_codec.h"

#include "base/bytes.h"
#include "base/range_coder.h"
#include "graph/numbering.h"
#include "test_data.h"

using namespace leann;

namespace {

Graph randomGraph(uint32_t nodes, double density, uint64_t seed) {
  Random random(seed);
  std::vector<std::vector<NodeId>> lists(nodes);
  for (NodeId v = 0; v < nodes; ++v) {
    for (NodeId u = v + 1; u < nodes; ++u) {
      if (random.unit() < density) lists[v].push_back(u);
    }
  }
  return symmetrized(makeGraph(lists));
}

void checkRoundTrip(const Graph& graph) {
  const Result<Graph> back = decodeGraph(encodeGraph(graph), graph.size(), graph.edges() / 2);
  REQUIRE_MESSAGE(back.ok(), back.status().message());
  CHECK(back.value().offsets == graph.offsets);
  CHECK(back.value().targets == graph.targets);
}

void checkCorrupt(const std::vector<uint8_t>& bytes, uint32_t nodes) {
  const Result<Graph> graph = decodeGraph(bytes, nodes, kMostEdges);
  REQUIRE(!graph.ok());
  CHECK(graph.status().code() == ErrorCode::kCorrupt);
}

// What stands before the range-coded rows is the number of edges.
std::vector<uint8_t> stream(uint32_t edges, RangeEncoder& encoder) {
  ByteWriter out;
  out.u32(edges);
  out.raw(encoder.finish());
  return out.bytes();
}

// Rows ascending, ids in range, no self-loops, every edge in both rows.
bool valid(const Graph& graph) {
  for (NodeId v = 0; v < graph.size(); ++v) {
    const auto row = graph.neighbors(v);
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i] >= graph.size() || row[i] == v || (i > 0 && row[i - 1] >= row[i])) return false;
      const auto back = graph.neighbors(row[i]);
      if (!std::binary_search(back.begin(), back.end(), v)) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("graph codec: graphs of every density come back") {
  for (const uint32_t nodes : {1U, 2U, 3U, 17U, 100U}) {
    for (const double density : {0.0, 0.02, 0.3, 1.0}) {
      for (uint64_t seed = 0; seed < 5; ++seed) checkRoundTrip(randomGraph(nodes, density, seed));
    }
  }
  checkRoundTrip(randomGraph(2000, 0.005, 1));
}

TEST_CASE("graph codec: a built graph takes fewer bits than its ids") {
  const testing::Corpus corpus(2000, 0, 16, 1);
  HnswBuilder builder(corpus.vectors, {.M = 6, .maxDegree0 = 12});
  while (!builder.finished()) builder.insertNext();
  const Graph graph = symmetrized(builder.level0());
  checkRoundTrip(graph);
  const size_t bits = encodeGraph(graph).size() * 8;
  CHECK(static_cast<double>(bits) < static_cast<double>(graph.edges()) / 2 * 12.5);
  // Numbered by locality, fewer still.
  const size_t local = encodeGraph(renumbered(graph, localOrder(graph))).size() * 8;
  CHECK(static_cast<double>(local) < 0.8 * static_cast<double>(bits));
}

TEST_CASE("graph codec: the layout by hand") {
  // A path 0 - 1 - 2: one above each of the first two, a step of 1, whose exponent is 0 and which has no bits
  // below it.
  const Graph path = makeGraph({{1}, {0, 2}, {1}});
  RangeEncoder encoder;
  AdaptiveNumber<5> countsOfNone, countsOfOne, steps;
  countsOfNone.code(encoder, 1);  // node 0 has none below
  steps.code(encoder, 0);
  countsOfOne.code(encoder, 1);  // node 1 has one below
  steps.code(encoder, 0);        // the first of a row, and the last: the same context
  countsOfOne.code(encoder, 0);
  CHECK(encodeGraph(path) == stream(2, encoder));
}

TEST_CASE("graph codec: cut short, grown, or of another size is corrupt") {
  const Graph graph = randomGraph(40, 0.2, 3);
  const std::vector<uint8_t> bytes = encodeGraph(graph);
  for (size_t length = 0; length < bytes.size(); ++length) {
    checkCorrupt({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)}, 40);
  }
  std::vector<uint8_t> longer = bytes;
  longer.push_back(0);
  checkCorrupt(longer, 40);
  checkCorrupt(bytes, 0);
  checkCorrupt(bytes, 1);
  checkCorrupt(bytes, 20);
  checkCorrupt(bytes, 1000);
}

TEST_CASE("graph codec: more edges than were allowed are corrupt, before memory is asked for") {
  const Graph graph = randomGraph(40, 0.2, 3);
  const std::vector<uint8_t> bytes = encodeGraph(graph);
  CHECK(decodeGraph(bytes, 40, graph.edges() / 2).ok());
  CHECK(decodeGraph(bytes, 40, graph.edges() / 2 - 1).status().code() == ErrorCode::kCorrupt);
}

TEST_CASE("graph codec: neighbours beyond the last node are corrupt") {
  const auto rows = [](uint32_t edges, uint32_t first, uint32_t step) {
    RangeEncoder encoder;
    AdaptiveNumber<5> counts, steps;
    counts.code(encoder, first);
    for (uint32_t i = 0; i < first; ++i) {
      steps.code(encoder, step - 1);
      encoder.bits(0, step - 1);
    }
    AdaptiveNumber<5>().code(encoder, 0);
    return stream(edges, encoder);
  };
  CHECK(decodeGraph(rows(1, 1, 1), 2, kMostEdges).ok());
  checkCorrupt(rows(1, 1, 2), 2);  // leads to node 2 of 2
  checkCorrupt(rows(2, 2, 1), 2);  // two neighbours above node 0 of 2
  checkCorrupt(rows(0, 1, 1), 2);  // an edge more than it says
  checkCorrupt(rows(2, 1, 1), 2);  // an edge fewer
}

TEST_CASE("graph codec: whatever the bits, a valid graph or an error") {
  Random random(5);
  const std::vector<uint8_t> good = encodeGraph(randomGraph(50, 0.1, 6));
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes = good;
    for (uint32_t i = random.below(4) + 1; i > 0; --i) {
      bytes[random.below(bytes.size())] ^= static_cast<uint8_t>(1U << random.below(8));
    }
    const Result<Graph> graph = decodeGraph(bytes, 50, 5000);
    if (!graph.ok()) continue;
    if (graph.value().size() != 50 || !valid(graph.value())) FAIL("an invalid graph passed");
  }
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint8_t> noise(random.below(64));
    for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random.below(256));
    const Result<Graph> graph = decodeGraph(noise, 1 + random.below(100), 5000);
    if (graph.ok() && !valid(graph.value())) FAIL("an invalid graph passed");
  }
}
