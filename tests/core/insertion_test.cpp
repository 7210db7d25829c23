// Growing an index without its vectors: old and new passages are found nearly as in a fresh build.
#include "build/insertion.h"

#include <limits>

#include "build/index_builder.h"
#include "code/encoder.h"
#include "file_parts.h"
#include "search/estimates.h"
#include "test_data.h"

using namespace leann;
using namespace leann::testing;

namespace {

double searchRecall(Index index, const Corpus& corpus) {
  const auto shared = sharedIndex(std::move(index));
  return measure(shared, corpus, {.k = 10, .strategy = Strategy::kBestFirst, .ef = 64}).recall;
}

}  // namespace

TEST_CASE("extended: old and new nodes are found nearly as in a fresh build") {
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    const Corpus corpus(1500, 30, 32, 13, metric);
    const TestTable old = tableOf(rowsOf(corpus.vectors, 0, 1000), 32, metric);
    for (const Pruning pruning : kPrunings) {
      CAPTURE(pruning);
      const BuildParams params{
          .pruning = pruning, .rotation = RotationKind::kLearned, .subspaces = 16, .bits = 4};
      Result<Index> grown = extended(buildIndex(old, params), rowsOf(corpus.vectors, 1000, 1500));
      REQUIRE(grown.ok());
      CHECK(grown.value().size() == 1500);
      CHECK(undirected(grown.value().graph));
      CHECK(grown.value().codes.size() == 1500);
      const double fresh = searchRecall(buildIndex(corpus.vectors, params), corpus);
      CHECK(searchRecall(std::move(grown.value()), corpus) > fresh - 0.05);
    }
  }
}

TEST_CASE("extended: what is said of old nodes stays as it was, and new ones have codes as in a build") {
  const Corpus corpus(600, 5, 16, 14);
  const TestTable old = tableOf(rowsOf(corpus.vectors, 0, 500), 16);
  for (const Prediction prediction : {Prediction::kNone, Prediction::kNeighbors}) {
    const Index index = buildIndex(old, {.prediction = prediction});
    Result<Index> result = extended(index, rowsOf(corpus.vectors, 500, 600));
    REQUIRE(result.ok());
    const Index& grown = result.value();
    REQUIRE(grown.codes.size() == 600);
    REQUIRE(grown.lengths.size() == 600);
    CHECK(grown.calibration.deviation == index.calibration.deviation);
    // No old edge is gone, and none came between old nodes.
    for (NodeId v = 0; v < 500; ++v) {
      const auto before = index.graph.neighbors(v), after = grown.graph.neighbors(v);
      REQUIRE(after.size() >= before.size());
      CHECK(std::equal(before.begin(), before.end(), after.begin()));
      for (size_t i = before.size(); i < after.size(); ++i) CHECK(after[i] >= 500);
    }
    for (NodeId v = 0; v < 600; ++v) CHECK(grown.graph.degree(v) >= 1);
    for (NodeId q = 0; q < 5; ++q) {
      Estimates before(index, corpus.queries.row(q)), after(grown, corpus.queries.row(q));
      for (NodeId v = 0; v < 500; ++v) {
        if (before.at(v) != after.at(v)) FAIL("the estimate of node " << v << " changed");
      }
    }
    // The new ones as the encoder makes them from their vectors.
    Encoder encoder(grown.graph, grown.quantizer, prediction);
    encoder.adopt(index.codes);
    for (NodeId v = 500; v < 600; ++v) encoder.append(corpus.vectors.row(v));
    std::vector<uint8_t> code(grown.codes.codeSize());
    for (NodeId v = 500; v < 600; ++v) {
      grown.codes.code(v, code.data());
      CHECK(std::equal(code.begin(), code.end(), encoder.codes().data() + (v - 500) * code.size()));
    }
  }
}

TEST_CASE("extended: new nodes are found by every strategy") {
  const Corpus corpus(700, 0, 16, 19);
  const auto index =
      sharedIndex(extended(buildIndex(tableOf(rowsOf(corpus.vectors, 0, 500), 16), {.subspaces = 16}),
                           rowsOf(corpus.vectors, 500, 700))
                      .value());
  for (const Strategy strategy :
       {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    CAPTURE(strategy);
    int found = 0;
    for (NodeId v = 500; v < 700; ++v) {
      const auto search = finishSearch(index, corpus.vectors, {corpus.vectors.row(v), 16},
                                       {.k = 5, .strategy = strategy, .ratio = 0.3});
      found += hitsOf(*search).front().id == v ? 1 : 0;
    }
    CHECK(found >= 196);
  }
}

TEST_CASE("extended: again and again, rows grow beyond what a build keeps, and nothing else gives way") {
  const Corpus corpus(800, 20, 16, 20);
  for (const Pruning pruning : kPrunings) {
    const BuildParams params{.M = 4, .efConstruction = 40, .pruning = pruning, .hubLinks = 6, .links = 3};
    Index index = buildIndex(tableOf(rowsOf(corpus.vectors, 0, 300), 16), params);
    for (NodeId begin = 300; begin < 800; begin += 50) {
      Result<Index> grown = extended(index, rowsOf(corpus.vectors, begin, begin + 50));
      REQUIRE(grown.ok());
      index = std::move(grown.value());
      CHECK(undirected(index.graph));
    }
    CHECK(decodeIndex(encoded(index)).ok());
    CHECK(searchRecall(std::move(index), corpus) > 0.9);
  }
}

TEST_CASE("extended: one by one, from one node on, it still leads everywhere") {
  const Corpus corpus(150, 20, 16, 15);
  Index index = buildIndex(tableOf(rowsOf(corpus.vectors, 0, 1), 16));
  for (NodeId id = 1; id < 150; ++id) {
    Result<Index> grown = extended(index, rowsOf(corpus.vectors, id, id + 1));
    REQUIRE(grown.ok());
    index = std::move(grown.value());
  }
  CHECK(index.size() == 150);
  // Its codes were trained on one vector, so only the walk's exact distances can tell.
  CHECK(searchRecall(std::move(index), corpus) > 0.9);
}

TEST_CASE("extended: the index it came from is untouched; bad vectors are refused") {
  const Corpus corpus(100, 0, 16, 16);
  const Index index = buildIndex(corpus.vectors);
  const std::vector<uint8_t> before = encoded(index);
  CHECK(extended(index, std::vector<float>(15, 1.0F)).status().code() == ErrorCode::kDimensionMismatch);
  CHECK(extended(index, std::vector<float>(16, 0.0F)).status().code() == ErrorCode::kZeroVector);
  std::vector<float> bad(16, 1.0F);
  bad[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK(extended(index, bad).status().code() == ErrorCode::kNotFinite);
  const Result<Index> same = extended(index, {});
  REQUIRE(same.ok());
  CHECK(encoded(same.value()) == before);
  REQUIRE(extended(index, rowsOf(corpus.vectors, 0, 10)).ok());
  CHECK(encoded(index) == before);
}

TEST_CASE("extended: repeats itself") {
  const Corpus corpus(300, 0, 16, 17);
  const Index index = buildIndex(tableOf(rowsOf(corpus.vectors, 0, 200), 16));
  const auto grown = [&] { return encoded(extended(index, rowsOf(corpus.vectors, 200, 300)).value()); };
  CHECK(grown() == grown());
}

TEST_CASE("extended: vectors as large as a build takes can be inserted, too") {
  // Rotation may gather what was spread over all components in one of them.
  Random random(18);
  for (const RotationKind rotation : {RotationKind::kLearned, RotationKind::kRandom}) {
    std::vector<float> rows(size_t{60} * 8);
    for (float& x : rows) x = random.below(4) == 0 ? -1e6F : 1e6F;
    const std::span<const float> all(rows);
    const TestTable old = tableOf(all.first(size_t{50} * 8), 8, Metric::kL2);
    const Result<Index> grown =
        extended(buildIndex(old, {.rotation = rotation}), all.subspan(size_t{50} * 8));
    CHECK_MESSAGE(grown.ok(), grown.status().message());
  }
}
