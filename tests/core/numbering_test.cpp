// Numbering by locality: a permutation that shortens the file, keeps documents together, and changes no
// answer.
#include "graph/numbering.h"

#include <numeric>

#include "file_parts.h"

using namespace leann;
using namespace leann::testing;

namespace {

bool isPermutation(std::vector<uint32_t> order, uint32_t size) {
  std::sort(order.begin(), order.end());
  std::vector<uint32_t> all(size);
  std::iota(all.begin(), all.end(), 0U);
  return order == all;
}

// Node i of the result is node order[i] of `vectors`.
TestTable reordered(const TestTable& vectors, std::span<const NodeId> order) {
  std::vector<float> rows;
  for (const NodeId old : order)
    rows.insert(rows.end(), vectors.row(old), vectors.row(old) + vectors.dimension());
  return tableOf(rows, vectors.dimension(), vectors.metric());
}

}  // namespace

TEST_CASE("numbering: every graph gets a permutation, which leaves its edges") {
  for (const uint32_t nodes : {0U, 1U, 2U, 16U, 17U, 33U, 500U}) {
    Random random(nodes);
    std::vector<std::vector<NodeId>> lists(nodes);
    for (uint32_t i = 0; nodes > 0 && i < nodes * 2; ++i) {
      lists[random.below(nodes)].push_back(static_cast<NodeId>(random.below(nodes)));
    }
    const Graph graph = symmetrized(makeGraph(lists));
    const std::vector<NodeId> order = localOrder(graph);
    CHECK(isPermutation(order, nodes));
    const Graph moved = renumbered(graph, order);
    REQUIRE(moved.size() == nodes);
    for (NodeId v = 0; v < nodes; ++v) {
      std::vector<NodeId> row;
      for (const NodeId u : moved.neighbors(v)) row.push_back(order[u]);
      std::sort(row.begin(), row.end());
      const auto before = graph.neighbors(order[v]);
      CHECK(row == std::vector<NodeId>(before.begin(), before.end()));
      CHECK(std::is_sorted(moved.neighbors(v).begin(), moved.neighbors(v).end()));
    }
  }
}

TEST_CASE("numbering: a path that was shuffled is put side by side again") {
  Random random(2);
  std::vector<NodeId> place(256);
  std::iota(place.begin(), place.end(), 0U);
  for (size_t i = place.size(); i > 1; --i) std::swap(place[i - 1], place[random.below(i)]);
  std::vector<std::vector<NodeId>> lists(256);
  for (size_t i = 1; i < 256; ++i) lists[place[i - 1]].push_back(place[i]);
  const Graph graph = symmetrized(makeGraph(lists));
  const auto length = [](const Graph& path) {
    double sum = 0;
    for (NodeId v = 0; v < path.size(); ++v) {
      for (const NodeId u : path.neighbors(v)) sum += u > v ? u - v : 0;
    }
    return sum / 255;
  };
  CHECK(length(graph) > 60);
  CHECK(length(renumbered(graph, localOrder(graph))) < 4);
}

TEST_CASE("numbering: a smaller graph, and the same answers under other numbers") {
  const Corpus corpus(3000, 60, 16, 5);
  const Index asAdded = buildIndex(corpus.vectors);
  const NumberedIndex local = buildNumbered(corpus.vectors);
  CHECK(isPermutation(local.order, 3000));
  const double before = static_cast<double>(sizeReport(asAdded).value().graph);
  CHECK(static_cast<double>(sizeReport(local.index).value().graph) < 0.8 * before);
  // Node i is what was added as order[i].
  Corpus moved = corpus;
  moved.vectors = reordered(corpus.vectors, local.order);
  const SearchQuality one = measure(sharedIndex(asAdded), corpus, {});
  const SearchQuality two = measure(sharedIndex(local.index), moved, {});
  CHECK(two.recall > one.recall - 0.01);
  CHECK(two.recomputed < one.recomputed * 1.1);
}

TEST_CASE("numbering: groups stay together and in order, empty ones among them") {
  const Corpus corpus(300, 0, 8, 3);
  std::vector<uint32_t> groups;
  for (uint32_t left = 300; left > 0;) {
    const uint32_t count = std::min<uint32_t>(left, static_cast<uint32_t>(groups.size() % 4));
    groups.push_back(count);
    left -= count;
  }
  groups.push_back(0);
  const NumberedIndex built = buildNumbered(corpus.vectors, {}, groups);
  CHECK(isPermutation(built.order, static_cast<uint32_t>(groups.size())));
  // The index is the one that the nodes in that order give: its codes are of those vectors.
  const std::vector<NodeId> nodes = nodeOrder(built.order, groups);
  CHECK(isPermutation(nodes, 300));
  const TestTable moved = reordered(corpus.vectors, nodes);
  for (NodeId v = 0; v < 300; v += 7) {
    const auto search = finishSearch(sharedIndex(built.index), moved, {moved.row(v), 8}, {.k = 1});
    CHECK(hitsOf(*search)[0].id == v);
  }
}

TEST_CASE("numbering: groups must add up, and come before the build") {
  const Corpus corpus(20, 0, 8, 3);
  const auto builder = makeBuilder(8, {});
  REQUIRE(builder->add(allRows(corpus.vectors)).ok());
  const std::vector<uint32_t> few = {10, 9}, right = {10, 10}, wrapping = {0xFFFFFFFF, 21};
  CHECK(builder->group(few).code() == ErrorCode::kInvalidArgument);
  CHECK(builder->group(wrapping).code() == ErrorCode::kInvalidArgument);
  CHECK(builder->group(right).ok());
  REQUIRE(builder->step(5).ok());
  CHECK(builder->group(right).code() == ErrorCode::kInvalidArgument);
}

TEST_CASE("numbering: as added is the order of adding") {
  const Corpus corpus(100, 0, 8, 3);
  const NumberedIndex built = buildNumbered(corpus.vectors, {.numbering = Numbering::kAsAdded});
  CHECK(std::is_sorted(built.order.begin(), built.order.end()));
  CHECK(isPermutation(built.order, 100));
  CHECK(decodeIndex(encoded(built.index)).value().params.numbering == Numbering::kAsAdded);
}
