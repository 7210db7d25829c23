// Nodes in another order: found as before, and encoded again only where something else predicts them.
#include "build/reordering.h"

#include <algorithm>
#include <numeric>

#include "build/insertion.h"
#include "file_parts.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::vector<NodeId> shuffledNodes(uint32_t count, uint64_t seed) {
  std::vector<NodeId> order(count);
  std::iota(order.begin(), order.end(), 0U);
  Random random(seed);
  for (uint32_t i = count - 1; i > 0; --i) std::swap(order[i], order[random.below(i + 1)]);
  return order;
}

// The last node at the place of another, which all after it make way for.
std::vector<NodeId> withLastAt(uint32_t count, NodeId place) {
  std::vector<NodeId> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::rotate(order.begin() + static_cast<std::ptrdiff_t>(place), order.end() - 1, order.end());
  return order;
}

Index reorderedIndex(const Index& index, std::span<const NodeId> order) {
  Result<Index> result = reordered(index, order);
  REQUIRE_MESSAGE(result.ok(), result.status().message());
  return std::move(result.value());
}

TestTable placedRows(const TestTable& vectors, std::span<const NodeId> order) {
  std::vector<float> rows;
  for (const NodeId id : order)
    rows.insert(rows.end(), vectors.row(id), vectors.row(id) + vectors.dimension());
  return tableOf(rows, vectors.dimension(), vectors.metric());
}

}  // namespace

TEST_CASE("reordered: all is found nearly as before, wherever it stands") {
  for (const Metric metric : kMetrics) {
    const Corpus corpus(1000, 30, 32, 41, metric);
    const Index index = buildIndex(corpus.vectors, {.rotation = RotationKind::kLearned, .subspaces = 16});
    const std::vector<NodeId> order = shuffledNodes(1000, 4);
    const Index other = reorderedIndex(index, order);
    Corpus placed = corpus;
    placed.vectors = placedRows(corpus.vectors, order);
    CHECK(undirected(other.graph));
    CHECK(other.graph.edges() == index.graph.edges());
    CHECK(decodeIndex(encoded(other)).ok());
    CHECK(encoded(reorderedIndex(index, order)) == encoded(other));
    const SearchParams search{.k = 10, .ratio = 0.3};
    CHECK(measure(sharedIndex(other), placed, search).recall >
          measure(sharedIndex(index), corpus, search).recall - 0.05);
    CHECK((metric == Metric::kL2 || other.drift.moved > 0));
  }
}

TEST_CASE("reordered: a node that comes between others changes few codes but its own") {
  const Corpus corpus(800, 0, 16, 42);
  Result<Index> grown =
      extended(buildIndex(tableOf(rowsOf(corpus.vectors, 0, 799), 16)), rowsOf(corpus.vectors, 799, 800));
  REQUIRE(grown.ok());
  const std::vector<NodeId> order = withLastAt(800, 100);
  const Index other = reorderedIndex(grown.value(), order);
  std::vector<uint8_t> before(other.codes.codeSize()), now(before);
  uint32_t changed = 0;
  for (NodeId v = 0; v < 800; ++v) {
    grown.value().codes.code(order[v], before.data());
    other.codes.code(v, now.data());
    if (before != now) ++changed;
  }
  CHECK(changed <= grown.value().graph.degree(799) + 20);
  CHECK(other.drift.built == 799);
}

TEST_CASE("reordered: the order that nodes have changes nothing but what is kept beside them") {
  const Corpus corpus(100, 0, 16, 43);
  const Index index = buildIndex(corpus.vectors);
  CHECK(encoded(reorderedIndex(index, withLastAt(100, 99))) == encoded(index));
}

TEST_CASE("reordered: what is no order of all nodes is refused") {
  const Corpus corpus(50, 0, 16, 44);
  const Index index = buildIndex(corpus.vectors);
  std::vector<NodeId> order = withLastAt(50, 20);
  for (const NodeId wrong : {7U, 50U}) {
    std::vector<NodeId> other = order;
    other[9] = wrong;
    CHECK(reordered(index, other).status().message() ==
          "leann: cannot reorder the index: not every node has one place");
  }
  CHECK(reordered(index, std::span(order).first(49)).status().code() == ErrorCode::kInvalidArgument);
  const std::vector<NodeId> gone{3};
  CHECK(reordered(without(index, gone).value(), order).status().message() ==
        "leann: cannot reorder the index: nodes were removed");
}
