// The encoder of texts: near BERT in double precision, the same bits alone and in a batch, and nothing read
// that is not there.
#include "encoder/bert_encoder.h"

#include <limits>

#include "base/crc32c.h"
#include "bert_weights.h"
#include "float_bert.h"
#include "test_data.h"

using namespace leann;
using leann::testing::FloatBert;
using leann::testing::MadeEncoder;
using leann::testing::madeText;

namespace {

constexpr BertShape kSmall = {128, 4, 256, 2, 100, 64, 1e-12F};
constexpr BertShape kWideHeads = {192, 3, 320, 3, 50, 40, 1e-5F};

double cosine(const float* a, const std::vector<double>& b) {
  double product = 0;
  double squaresA = 0;
  double squaresB = 0;
  for (size_t i = 0; i < b.size(); ++i) {
    product += double{a[i]} * b[i];
    squaresA += double{a[i]} * double{a[i]};
    squaresB += b[i] * b[i];
  }
  return product / std::sqrt(squaresA * squaresB);
}

// Whole vectors, not inlined: LLVM 14 comes to no end if one lane of the result is all that is asked for.
[[gnu::noinline]] Float4 geluOf(Float4 x) { return gelu(x); }
[[gnu::noinline]] Int4 allShares(Int4 differences, Float4 scale) { return sharesOf(differences, scale); }

}  // namespace

TEST_CASE("bert encoder: vectors are those of BERT, but for the rounding of activations") {
  for (const BertShape& shape : {kSmall, kWideHeads}) {
    MadeEncoder made(shape, 64);
    REQUIRE(made.fill());
    const FloatBert exact(made);
    for (const Pooling pooling : {Pooling::kMean, Pooling::kFirst}) {
      for (const uint32_t length : {1U, 2U, 7U, 33U, 40U}) {
        const std::vector<int32_t> text = madeText(length, length, shape);
        const std::vector<float> vector = made.run({text}, pooling);
        REQUIRE(vector.size() == shape.hidden);
        CAPTURE(length);
        // A single token says less of the others than their mean does.
        const double least = pooling == Pooling::kMean ? 0.999 : 0.99;
        CHECK(cosine(vector.data(), exact.embed(text, pooling)) > least);
      }
    }
  }
}

TEST_CASE("bert encoder: a text has the same vector alone and in any batch, to the last bit") {
  MadeEncoder made(kWideHeads, 128);
  REQUIRE(made.fill());
  std::vector<std::vector<int32_t>> texts;
  std::vector<float> alone;
  for (const uint32_t length : {7U, 1U, 40U, 13U, 25U, 6U, 12U}) {
    texts.push_back(madeText(length, length, kWideHeads));
    const std::vector<float> vector = made.run({texts.back()});
    alone.insert(alone.end(), vector.begin(), vector.end());
  }
  const std::vector<float> together = made.run(texts);
  REQUIRE(together.size() == alone.size());
  CHECK(std::memcmp(together.data(), alone.data(), alone.size() * sizeof(float)) == 0);
}

TEST_CASE("bert encoder: the same bits on every platform") {
  MadeEncoder made(kSmall, 64);
  REQUIRE(made.fill());
  const std::vector<float> vectors =
      made.run({madeText(11, 1, kSmall), madeText(1, 2, kSmall), madeText(38, 3, kSmall)});
  const auto* bytes = reinterpret_cast<const uint8_t*>(vectors.data());
  CHECK(crc32c({bytes, vectors.size() * sizeof(float)}) == 345129112);
}

TEST_CASE("bert encoder: refuses texts that it has no room for, and tokens that it does not know") {
  MadeEncoder made(kSmall, 64);
  REQUIRE(made.fill());
  CHECK(made.run({madeText(64, 1, kSmall)}).size() == kSmall.hidden);
  CHECK(made.run({{}}).empty());
  CHECK(made.run({{100}}).empty());
  CHECK(made.run({{-1}}).empty());
  CHECK(made.run({madeText(60, 1, kSmall), {1, 2, 3, 100}}).empty());
  made.set({madeText(64, 1, kSmall)});
  for (const int32_t length : {65, -1, std::numeric_limits<int32_t>::max()}) {
    made.encoder.lengths[0] = length;
    CHECK_FALSE(made.encoder.run(1, Pooling::kMean));
  }
  made.encoder.lengths[0] = 60;
  made.encoder.lengths[1] = 5;
  CHECK_FALSE(made.encoder.run(2, Pooling::kMean));
  CHECK_FALSE(made.encoder.run(0, Pooling::kMean));
  CHECK_FALSE(made.encoder.run(65, Pooling::kMean));
}

TEST_CASE("bert encoder: refuses weights out of range and floats that are not finite") {
  MadeEncoder made(kSmall, 64);
  REQUIRE(made.fill());
  for (const int8_t weight : {int8_t{64}, int8_t{-64}, int8_t{-128}, int8_t{127}}) {
    const WeightSection section = made.sections.at(9);
    REQUIRE(section.kind == WeightSectionKind::kWeights);
    std::memset(section.address, 0, section.bytes);
    CHECK(made.sections.accept(9));
    static_cast<int8_t*>(section.address)[section.bytes - 1] = weight;
    CHECK_FALSE(made.sections.accept(9));
  }
  const float infinite = std::numeric_limits<float>::infinity();
  for (const float value : {infinite, -infinite, std::numeric_limits<float>::quiet_NaN()}) {
    for (const uint32_t number : {0U, 2U, 4U, 5U, 6U, 7U, 8U, 22U, 25U}) {
      const WeightSection section = made.sections.at(number);
      REQUIRE(section.kind == WeightSectionKind::kFloats);
      static_cast<float*>(section.address)[section.bytes / 4 - 1] = value;
      CHECK_FALSE(made.sections.accept(number));
      static_cast<float*>(section.address)[section.bytes / 4 - 1] = 1;
      CHECK(made.sections.accept(number));
    }
  }
}

TEST_CASE("bert encoder: shapes that are taken") {
  CHECK(kSmall.valid());
  CHECK(BertShape{1024, 16, 4096, 24, 30522, 512, 1e-12F}.valid());
  CHECK(BertShape{768, 12, 3072, 12, 30522, 512, 1e-12F}.valid());
  CHECK(BertShape{384, 12, 1536, 6, 30522, 512, 1e-12F}.valid());
  for (const BertShape& shape : {
           BertShape{64, 2, 256, 2, 100, 64, 0},
           BertShape{160, 5, 256, 2, 100, 64, 0},
           BertShape{1088, 17, 256, 2, 100, 64, 0},
           BertShape{128, 1, 256, 2, 100, 64, 0},
           BertShape{128, 0, 256, 2, 100, 64, 0},
           BertShape{128, 4, 8192, 2, 100, 64, 0},
           BertShape{128, 4, 250, 2, 100, 64, 0},
           BertShape{128, 4, 256, 0, 100, 64, 0},
           BertShape{128, 4, 256, 49, 100, 64, 0},
           BertShape{128, 4, 256, 2, 0, 64, 0},
           BertShape{128, 4, 256, 2, 100, 0, 0},
           BertShape{128, 4, 256, 2, 100, 1025, 0},
           BertShape{128, 4, 256, 2, 100, 64, -1},
           BertShape{128, 4, 256, 2, 1U << 21, 64, 0},
           BertShape{128, 4, 256, 2, 100, 64, std::numeric_limits<float>::quiet_NaN()},
       }) {
    CHECK_FALSE(shape.valid());
  }
}

TEST_CASE("bert encoder: GELU, and shares that add up") {
  for (int i = -800; i <= 800; ++i) {
    const double x = i / 100.0;
    const double exact = x * 0.5 * (1 + std::erf(x / std::sqrt(2.0)));
    const double found = double{geluOf(everyLane(static_cast<float>(x)))[0]};
    CHECK(std::abs(found - exact) < (std::abs(x) <= 4 ? 4.1e-5 : 3e-4));
    CHECK(found >= double{kGeluLeast});
  }
  for (const int32_t difference : {0, -1, -100, -1000, -4000, -30000, -2000000000}) {
    const double exact = kSharePeak * std::exp2(difference * 0x1p-9);
    CHECK(std::abs(allShares(everyLane(difference), everyLane(0x1p-9F))[0] - exact) < 2);
  }
  CHECK(allShares(everyLane(0), everyLane(1.0F))[0] == kSharePeak);
}
