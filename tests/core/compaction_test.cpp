// Dropping removed nodes without vectors: what is left is found nearly as in a fresh build.
#include "build/compaction.h"

#include <numeric>

#include "base/half_float.h"
#include "build/calibrate.h"
#include "build/insertion.h"
#include "file_parts.h"
#include "search/estimates.h"
#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

// Each of `count` nodes with a chance of `percent`.
std::vector<NodeId> drawnNodes(uint32_t count, uint32_t percent, uint64_t seed) {
  Random random(seed);
  std::vector<NodeId> nodes;
  for (NodeId id = 0; id < count; ++id) {
    if (random.below(100) < percent) nodes.push_back(id);
  }
  return nodes;
}

Compacted compactedWithout(const Index& index, const std::vector<NodeId>& nodes) {
  Result<Compacted> result = compacted(without(index, nodes).value());
  REQUIRE_MESSAGE(result.ok(), result.status().message());
  return std::move(result.value());
}

TestTable rowsAt(const TestTable& vectors, std::span<const NodeId> ids) {
  std::vector<float> rows;
  for (const NodeId id : ids) rows.insert(rows.end(), vectors.row(id), vectors.row(id) + vectors.dimension());
  return tableOf(rows, vectors.dimension(), vectors.metric());
}

// How many nodes can be reached from node 0.
uint32_t reached(const Graph& graph) {
  std::vector<bool> met(graph.size(), false);
  std::vector<NodeId> open{0};
  met[0] = true;
  uint32_t count = 0;
  while (!open.empty()) {
    const NodeId v = open.back();
    open.pop_back();
    ++count;
    for (const NodeId u : graph.neighbors(v)) {
      if (!met[u]) open.push_back(u);
      met[u] = true;
    }
  }
  return count;
}

Corpus corpusOf(const Corpus& corpus, std::span<const NodeId> ids) {
  Corpus left = corpus;
  left.vectors = rowsAt(corpus.vectors, ids);
  return left;
}

}  // namespace

TEST_CASE("compacted: what is left is found nearly as in a fresh build, at nearly the same size") {
  for (const Metric metric : kMetrics) {
    const Corpus corpus(1500, 30, 32, 31, metric);
    for (const Pruning pruning : kPrunings) {
      const BuildParams params{.pruning = pruning, .rotation = RotationKind::kLearned, .subspaces = 16};
      const Compacted after = compactedWithout(buildIndex(corpus.vectors, params), drawnNodes(1500, 20, 1));
      const Corpus left = corpusOf(corpus, after.kept);
      const Index fresh = buildIndex(left.vectors, params);
      CHECK(after.index.size() == after.kept.size());
      CHECK(after.index.removed.empty());
      CHECK(std::is_sorted(after.kept.begin(), after.kept.end()));
      CHECK(undirected(after.index.graph));
      CHECK(decodeIndex(encoded(after.index)).ok());
      CHECK(static_cast<double>(encoded(after.index).size()) <
            1.01 * static_cast<double>(encoded(fresh).size()));
      const auto compact = sharedIndex(after.index), rebuilt = sharedIndex(fresh);
      for (const Strategy strategy : kStrategies) {
        CAPTURE(pruning);
        CAPTURE(strategy);
        const SearchParams search{.k = 10, .strategy = strategy, .ef = 64, .ratio = 0.3};
        CHECK(measure(compact, left, search).recall > measure(rebuilt, left, search).recall - 0.03);
      }
    }
  }
}

TEST_CASE("compacted: the calibration follows what encoding again costs, so that recall holds") {
  const Corpus corpus(2000, 60, 48, 32);
  const Index index = buildIndex(corpus.vectors, {.rotation = RotationKind::kLearned, .subspaces = 12});
  const Compacted after = compactedWithout(index, drawnNodes(2000, 30, 2));
  const Corpus left = corpusOf(corpus, after.kept);
  const Calibration real = calibrate(after.index, left.vectors, 1);
  CHECK(after.index.calibration.deviation > index.calibration.deviation);
  CHECK(after.index.calibration.deviation == doctest::Approx(real.deviation).epsilon(0.1));
  CHECK(after.index.calibration.misses == index.calibration.misses);
  CHECK(after.index.drift.moved > 0);
  CHECK(measure(sharedIndex(after.index), left, {.k = 10, .confidence = 0.95}).recall > 0.93);
}

TEST_CASE("compacted: where nothing is predicted, codes and lengths stay as they are") {
  const Corpus corpus(500, 0, 16, 33);
  const Index index = buildIndex(corpus.vectors, {.prediction = Prediction::kNone});
  const Compacted after = compactedWithout(index, drawnNodes(500, 25, 3));
  std::vector<uint8_t> before(index.codes.codeSize()), now(before);
  for (NodeId v = 0; v < after.index.size(); ++v) {
    index.codes.code(after.kept[v], before.data());
    after.index.codes.code(v, now.data());
    if (before != now) FAIL("the code of node " << v << " changed");
    CHECK(index.lengths.stepOf(after.kept[v]) == after.index.lengths.stepOf(v));
  }
  CHECK(after.index.calibration.deviation == index.calibration.deviation);
  CHECK(after.index.drift.moved == 0);
}

TEST_CASE("compacted: what was predicted from none of the removed is estimated as before") {
  // Predictions look at lower numbers only, so the last nodes leave no trace in the others.
  const Corpus corpus(500, 5, 16, 34);
  const Index index = buildIndex(corpus.vectors);
  std::vector<NodeId> last(50);
  std::iota(last.begin(), last.end(), 450U);
  const Compacted after = compactedWithout(index, last);
  REQUIRE(after.index.size() == 450);
  for (NodeId q = 0; q < 5; ++q) {
    Estimates before(index, corpus.queries.row(q)), now(after.index, corpus.queries.row(q));
    for (NodeId v = 0; v < 450; ++v) {
      if (before.at(v) != now.at(v)) FAIL("the estimate of node " << v << " changed");
    }
  }
  CHECK(after.index.calibration.deviation == index.calibration.deviation);
}

TEST_CASE("compacted: what hung together still does, however much is removed") {
  const Corpus corpus(1000, 0, 16, 35);
  for (const uint32_t links : {2U, 6U}) {
    const Index index = buildIndex(corpus.vectors, {.M = 8, .hubLinks = 8, .links = links});
    REQUIRE(reached(index.graph) == 1000);
    for (const uint32_t percent : {10U, 50U, 90U, 99U}) {
      CAPTURE(percent);
      const Compacted after = compactedWithout(index, drawnNodes(1000, percent, percent));
      CHECK(reached(after.index.graph) == after.index.size());
      // As many edges a node as before, give or take.
      const auto degree = [](const Graph& graph) {
        return static_cast<double>(graph.edges()) / graph.size();
      };
      CHECK(degree(after.index.graph) < 1.2 * degree(index.graph));
    }
  }
}

TEST_CASE("compacted: a chain whose every second node is removed stays a chain") {
  const Corpus corpus(9, 0, 16, 36);
  Index index = buildIndex(corpus.vectors);
  std::vector<std::vector<NodeId>> lists(9);
  for (NodeId v = 0; v + 1 < 9; ++v) lists[v].push_back(v + 1);
  index.graph = symmetrized(makeGraph(lists));
  for (const std::vector<NodeId>& gone : {std::vector<NodeId>{1, 3, 5, 7}, {1, 2, 3, 4, 5, 6, 7}, {0, 8}}) {
    const Compacted after = compactedWithout(index, gone);
    CHECK(reached(after.index.graph) == after.index.size());
    CHECK(after.index.graph.edges() == 2 * (after.index.size() - 1));
  }
}

TEST_CASE("compacted: nothing removed changes nothing, all removed is refused, one left is an index") {
  const Corpus corpus(60, 1, 16, 37);
  const Index index = buildIndex(corpus.vectors);
  const Compacted same = compactedWithout(index, {});
  CHECK(encoded(same.index) == encoded(index));
  CHECK(same.kept.size() == 60);
  std::vector<NodeId> all(60);
  std::iota(all.begin(), all.end(), 0U);
  const Result<Compacted> none = compacted(without(index, all).value());
  CHECK(none.status().code() == ErrorCode::kInvalidArgument);
  CHECK(none.status().message() == "leann: cannot compact the index: nothing would be left");
  all.erase(all.begin() + 40);
  const Compacted one = compactedWithout(index, all);
  CHECK(one.kept == std::vector<NodeId>{40});
  const auto search =
      finishSearch(sharedIndex(one.index), rowsAt(corpus.vectors, one.kept), corpus.query(0), {});
  CHECK(idsOf(hitsOf(*search)) == std::vector<NodeId>{0});
}

TEST_CASE("compacted: saved vectors stay with their nodes; the index it came from is untouched") {
  const Corpus corpus(200, 0, 16, 38);
  Index index = buildIndex(corpus.vectors);
  for (const NodeId id : {50U, 7U, 120U}) {
    index.cached.ids.push_back(id);
    for (uint32_t i = 0; i < 16; ++i) index.cached.values.push_back(static_cast<uint16_t>(100 * id + i));
  }
  const std::vector<uint8_t> before = encoded(index);
  const Compacted after = compactedWithout(index, {3, 7, 60});
  CHECK(after.index.cached.ids == std::vector<NodeId>{48, 117});
  CHECK(after.index.cached.values[0] == 5000);
  CHECK(after.index.cached.values[16 + 15] == 12015);
  CHECK(encoded(index) == before);
  CHECK(encoded(compactedWithout(index, {3, 7, 60}).index) == encoded(after.index));
}

TEST_CASE("compacted: again and again, with insertions between, it is nearly as good as a fresh build") {
  const Corpus corpus(2000, 40, 32, 39);
  const BuildParams params{.rotation = RotationKind::kLearned, .subspaces = 16};
  Index index = buildIndex(tableOf(rowsOf(corpus.vectors, 0, 1000), 32), params);
  std::vector<NodeId> ids(1000);  // of the corpus, by node
  std::iota(ids.begin(), ids.end(), 0U);
  for (NodeId next = 1000; next < 2000; next += 100) {
    index = extended(without(index, drawnNodes(index.size(), 10, next)).value(),
                     rowsOf(corpus.vectors, next, next + 100))
                .value();
    for (NodeId id = next; id < next + 100; ++id) ids.push_back(id);
    Compacted after = compacted(index).value();
    for (size_t v = 0; v < after.kept.size(); ++v) ids[v] = ids[after.kept[v]];
    ids.resize(after.kept.size());
    index = std::move(after.index);
    CHECK(decodeIndex(encoded(index)).ok());
  }
  const Corpus left = corpusOf(corpus, ids);
  const auto churned = sharedIndex(std::move(index)), fresh = sharedIndex(buildIndex(left.vectors, params));
  for (const Strategy strategy : kStrategies) {
    CAPTURE(strategy);
    const SearchParams search{.k = 10, .strategy = strategy, .ef = 64, .ratio = 0.3};
    CHECK(measure(churned, left, search).recall > measure(fresh, left, search).recall - 0.05);
  }
}
