// Lengths in four bits: off by half a step at most, and worth having where codes are short.
#include "code/lengths.h"

#include "search_fixture.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::vector<float> randomFactors(uint32_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> factors;
  for (uint32_t i = 0; i < count; ++i) factors.push_back(static_cast<float>(1 + gaussian(random) * 0.1));
  return factors;
}

}  // namespace

TEST_CASE("lengths: none are all 1") {
  const Lengths none;
  CHECK(none.empty());
  CHECK(none.at(0) == 1);
  CHECK(none.at(12345) == 1);
  CHECK(none.halves().empty());
}

TEST_CASE("lengths: off by at most half a step inside the bounds, the nearest bound's step outside") {
  for (const uint32_t count : {1U, 2U, 3U, 999U, 5001U}) {
    CAPTURE(count);
    const std::vector<float> factors = randomFactors(count, count);
    const Lengths lengths = Lengths::fit(factors);
    REQUIRE(lengths.size() == count);
    CHECK(!lengths.empty());
    CHECK(lengths.halves().size() == Lengths::bytesFor(count));
    const float half = (lengths.high() - lengths.low()) / 32;
    uint32_t outside = 0;
    for (NodeId v = 0; v < count; ++v) {
      if (factors[v] < lengths.low()) {
        CHECK(lengths.stepOf(v) == 0);
        ++outside;
      } else if (factors[v] > lengths.high()) {
        CHECK(lengths.stepOf(v) == 15);
        ++outside;
      } else {
        CHECK(std::fabs(lengths.at(v) - factors[v]) <= half * 1.001F + 1e-6F);
      }
    }
    CHECK(outside == count / 1000 * 2);
  }
}

TEST_CASE("lengths: the rare extreme does not coarsen the steps of the others") {
  std::vector<float> factors = randomFactors(10000, 1);
  for (size_t i = 0; i < 8; ++i) factors[i * 1000] = i % 2 == 0 ? 100.0F : 0.0F;
  const Lengths lengths = Lengths::fit(factors);
  CHECK(lengths.high() < 1.6F);
  CHECK(lengths.low() > 0.4F);
  CHECK(lengths.stepOf(0) == 15);
  CHECK(lengths.stepOf(1000) == 0);
}

TEST_CASE("lengths: all the same are that one, exactly") {
  const Lengths lengths = Lengths::fit(std::vector<float>(7, 1.25F));
  for (NodeId v = 0; v < 7; ++v) CHECK(lengths.at(v) == 1.25F);
}

TEST_CASE("lengths: of two nodes the even one has the low half; more may follow, clipped to the bounds") {
  Lengths lengths(0, 16, 3, {0xA3, 0x05});
  CHECK(lengths.stepOf(0) == 3);
  CHECK(lengths.stepOf(1) == 10);
  CHECK(lengths.stepOf(2) == 5);
  CHECK(lengths.at(0) == 3.5F);
  for (const float factor : {7.1F, -2.0F, 99.0F, 16.0F, 0.0F}) lengths.append(factor);
  CHECK(lengths.size() == 8);
  CHECK(std::vector<uint8_t>(lengths.halves().begin(), lengths.halves().end()) ==
        std::vector<uint8_t>{0xA3, 0x75, 0xF0, 0x0F});
}

TEST_CASE("lengths: where codes are short, the passage that is meant is found with fewer recomputations") {
  // Two thirds in tight clusters, whose codes are long; a third unlike anything, whose codes are short.
  // Queries are passages with a little noise.
  constexpr uint32_t kDimension = 48, kCount = 1500, kQueries = 150;
  Random random(41);
  const std::vector<float> centres = gaussianVector(random, size_t{12} * kDimension);
  std::vector<float> rows, queries;
  for (uint32_t i = 0; i < kCount; ++i) {
    std::vector<float> row = gaussianVector(random, kDimension);
    if (i % 3 != 0) {
      const float* centre = centres.data() + size_t{random.below(12)} * kDimension;
      for (uint32_t j = 0; j < kDimension; ++j) row[j] = centre[j] + 0.3F * row[j];
    }
    normalize(row);
    rows.insert(rows.end(), row.begin(), row.end());
    if (i % (kCount / kQueries) != 0) continue;
    std::vector<float> query = row;
    for (float& x : query) x += static_cast<float>(gaussian(random) * 0.08);
    normalize(query);
    queries.insert(queries.end(), query.begin(), query.end());
  }
  const TestTable vectors = tableOf(rows, kDimension);
  const auto found = [&](uint32_t lengthBits, uint32_t most) {
    const auto index = sharedIndex(buildIndex(
        vectors, {.rotation = RotationKind::kLearned, .subspaces = 8, .bits = 4, .lengthBits = lengthBits}));
    CHECK(index->lengths.empty() == (lengthBits == 0));
    double sum = 0;
    for (uint32_t q = 0; q < kQueries; ++q) {
      const std::span<const float> query(queries.data() + size_t{q} * kDimension, kDimension);
      const auto search = finishSearch(
          index, vectors, query,
          {.k = 1, .strategy = Strategy::kScan, .confidence = 1, .batchSize = 1, .maxRecomputes = most});
      sum += recallOf(idsOf(hitsOf(*search)), exactNearest(vectors, query.data(), 1));
    }
    return sum / kQueries;
  };
  for (const uint32_t most : {2U, 4U, 8U}) {
    CAPTURE(most);
    CHECK(found(4, most) > found(0, most) + 0.01);
  }
}

TEST_CASE("lengths: none under L2") {
  const Corpus corpus(100, 0, 8, 42, Metric::kL2);
  const Index index = buildIndex(corpus.vectors);
  CHECK(index.params.lengthBits == 0U);
  CHECK(index.lengths.empty());
}
