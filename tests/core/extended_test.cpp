// Growing an index without its vectors: old and new passages are found nearly as in a fresh build.
#include <limits>

#include "format.h"
#include "index_builder.h"
#include "test_data.h"

using namespace leann;
using namespace leann::testing;

namespace {

constexpr Pruning kPrunings[] = {Pruning::kNone, Pruning::kHubs, Pruning::kRandom, Pruning::kSmallM};

std::vector<uint8_t> bytesOf(const Index& index) {
  Result<std::vector<uint8_t>> bytes = encodeIndex(index);
  REQUIRE(bytes.ok());
  return std::move(bytes.value());
}

bool undirected(const Graph& graph) {
  const Graph both = symmetrized(graph);
  return both.offsets == graph.offsets && both.targets == graph.targets;
}

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
      CHECK(grown.value().codes.size() == size_t{1500} * grown.value().quantizer.codeSize());
      const double fresh = searchRecall(buildIndex(corpus.vectors, params), corpus);
      CHECK(searchRecall(std::move(grown.value()), corpus) > fresh - 0.05);
    }
  }
}

TEST_CASE("extended: new nodes have codes as if they had been there") {
  const Corpus corpus(600, 0, 16, 14);
  const TestTable old = tableOf(rowsOf(corpus.vectors, 0, 500), 16);
  const TestTable added = tableOf(rowsOf(corpus.vectors, 500, 600), 16);
  const Index index = buildIndex(old);
  const Result<Index> grown = extended(index, allRows(added));
  REQUIRE(grown.ok());
  const std::vector<uint8_t>& codes = grown.value().codes;
  const auto begin = codes.begin() + static_cast<std::ptrdiff_t>(index.codes.size());
  CHECK(std::equal(codes.begin(), begin, index.codes.begin(), index.codes.end()));
  CHECK(std::vector<uint8_t>(begin, codes.end()) == index.quantizer.encode(added));
  for (NodeId v = 0; v < 600; ++v) CHECK(grown.value().graph.degree(v) >= 1);
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
  const std::vector<uint8_t> before = bytesOf(index);
  CHECK(extended(index, std::vector<float>(15, 1.0F)).status().code() == ErrorCode::kDimensionMismatch);
  CHECK(extended(index, std::vector<float>(16, 0.0F)).status().code() == ErrorCode::kZeroVector);
  std::vector<float> bad(16, 1.0F);
  bad[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK(extended(index, bad).status().code() == ErrorCode::kNotFinite);
  const Result<Index> same = extended(index, {});
  REQUIRE(same.ok());
  CHECK(bytesOf(same.value()) == before);
  REQUIRE(extended(index, rowsOf(corpus.vectors, 0, 10)).ok());
  CHECK(bytesOf(index) == before);
}

TEST_CASE("extended: repeats itself") {
  const Corpus corpus(300, 0, 16, 17);
  const Index index = buildIndex(tableOf(rowsOf(corpus.vectors, 0, 200), 16));
  const auto grown = [&] { return bytesOf(extended(index, rowsOf(corpus.vectors, 200, 300)).value()); };
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
