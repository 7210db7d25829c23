// The graph's bits: every undirected graph comes back, and no other bits pass for one.
#include "graph_codec.h"

#include "bytes.h"
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
  const Result<Graph> back = decodeGraph(encodeGraph(graph), graph.size());
  REQUIRE_MESSAGE(back.ok(), back.status().message());
  CHECK(back.value().offsets == graph.offsets);
  CHECK(back.value().targets == graph.targets);
}

void checkCorrupt(const std::vector<uint8_t>& bytes, uint32_t nodes) {
  const Result<Graph> graph = decodeGraph(bytes, nodes);
  REQUIRE(!graph.ok());
  CHECK(graph.status().code() == ErrorCode::kCorrupt);
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
  CHECK(encodeGraph(graph).size() * 8 < graph.edges() / 2 * 11 + graph.size() * 6);
}

TEST_CASE("graph codec: the layout by hand") {
  // A path 0 - 1 - 2. Both parameters 0; node 0: one above, gap 0; node 1: the same; node 2: none.
  const Graph path = makeGraph({{1}, {0, 2}, {1}});
  BitWriter bits;
  bits.bits(0, 8);
  bits.bits(0, 8);
  for (const uint32_t value : {1U, 0U, 1U, 0U, 0U}) bits.rice(value, 0);
  CHECK(encodeGraph(path) == bits.bytes());
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

TEST_CASE("graph codec: coding parameters outside their range are corrupt") {
  const Graph graph = randomGraph(20, 0.2, 4);
  for (const size_t position : {size_t{0}, size_t{1}}) {
    for (const uint8_t k : {uint8_t{31}, uint8_t{32}, uint8_t{255}}) {
      std::vector<uint8_t> bytes = encodeGraph(graph);
      bytes[position] = k;
      checkCorrupt(bytes, 20);
    }
  }
}

TEST_CASE("graph codec: neighbours beyond the last node and set padding are corrupt") {
  const auto withBits = [](std::initializer_list<uint32_t> values, uint32_t padding) {
    BitWriter bits;
    bits.bits(0, 16);
    for (const uint32_t value : values) bits.rice(value, 0);
    for (uint32_t i = 0; i < padding; ++i) bits.bits(1, 1);
    return bits.bytes();
  };
  CHECK(decodeGraph(withBits({1, 0, 0}, 0), 2).ok());
  checkCorrupt(withBits({1, 1, 0}, 0), 2);     // its gap leads to node 2 of 2
  checkCorrupt(withBits({2, 0, 0, 0}, 0), 2);  // two neighbours above node 0 of 2
  checkCorrupt(withBits({1, 0, 1, 0}, 0), 2);  // a neighbour above the last node
  checkCorrupt(withBits({1, 0, 0}, 1), 2);
}

TEST_CASE("graph codec: whatever the bits, a valid graph or an error") {
  Random random(5);
  const std::vector<uint8_t> good = encodeGraph(randomGraph(50, 0.1, 6));
  uint32_t opened = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes = good;
    for (uint32_t i = random.below(4) + 1; i > 0; --i) {
      bytes[random.below(bytes.size())] ^= static_cast<uint8_t>(1U << random.below(8));
    }
    const Result<Graph> graph = decodeGraph(bytes, 50);
    if (!graph.ok()) continue;
    ++opened;
    if (graph.value().size() != 50 || !valid(graph.value())) FAIL("an invalid graph passed");
  }
  CHECK(opened > 0);  // the checksum's work, not the codec's
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint8_t> noise(random.below(64));
    for (uint8_t& byte : noise) byte = static_cast<uint8_t>(random.below(256));
    if (noise.size() >= 2) noise[0] = noise[1] = static_cast<uint8_t>(random.below(32));
    const Result<Graph> graph = decodeGraph(noise, 1 + random.below(100));
    if (graph.ok() && !valid(graph.value())) FAIL("an invalid graph passed");
  }
}
