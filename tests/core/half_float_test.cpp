// Half precision: every half, and what rounds to it.
#include "base/half_float.h"

#include <cmath>
#include <limits>

#include "test_data.h"

using namespace leann;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr uint32_t kInfiniteHalf = 0x7C00;

// What the standard says that a half without sign is worth.
double worthOf(uint32_t half) {
  const auto exponent = static_cast<int>(half >> 10);
  const auto fraction = static_cast<double>(half & 0x3FFU) / 1024;
  return exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15);
}

uint32_t bitsOf(float value) { return __builtin_bit_cast(uint32_t, value); }

}  // namespace

TEST_CASE("half float: all 65,536 come back as they were") {
  for (uint32_t half = 0; half < 0x10000; ++half) {
    REQUIRE(encodeHalf(decodeHalf(static_cast<uint16_t>(half))) == half);
  }
}

TEST_CASE("half float: each is worth what the standard says") {
  for (uint32_t half = 0; half < 0x8000; ++half) {
    const float value = decodeHalf(static_cast<uint16_t>(half));
    const float negative = decodeHalf(static_cast<uint16_t>(half | 0x8000U));
    REQUIRE(bitsOf(negative) == (bitsOf(value) | 0x80000000U));
    REQUIRE(isFiniteHalf(static_cast<uint16_t>(half)) == (half < kInfiniteHalf));
    if (half < kInfiniteHalf) {
      REQUIRE(static_cast<double>(value) == worthOf(half));
    } else if (half == kInfiniteHalf) {
      REQUIRE(value == kInfinity);
    } else {
      REQUIRE(std::isnan(value));
    }
  }
  CHECK(decodeHalf(0x3C00) == 1);
  CHECK(decodeHalf(0xC000) == -2);
  CHECK(decodeHalf(0x7BFF) == kLargestHalf);
  CHECK(decodeHalf(0x0400) == kSmallestNormalHalf);
  CHECK(decodeHalf(0x0001) == 0x1p-24F);
}

TEST_CASE("half float: the nearer of two neighbours, between them the even one") {
  for (uint32_t half = 0; half < kInfiniteHalf; ++half) {
    // Above the largest stands what would be next, were there room for it: it rounds to infinity.
    const auto middle = static_cast<float>((worthOf(half) + worthOf(half + 1)) / 2);
    REQUIRE(static_cast<double>(middle) * 2 == worthOf(half) + worthOf(half + 1));
    const uint32_t even = half % 2 == 0 ? half : half + 1;
    for (const uint32_t sign : {0U, 0x8000U}) {
      const auto encoded = [&](float value) { return encodeHalf(sign == 0 ? value : -value); };
      REQUIRE(encoded(middle) == (sign | even));
      REQUIRE(encoded(std::nextafter(middle, 0.0F)) == (sign | half));
      REQUIRE(encoded(std::nextafter(middle, kInfinity)) == (sign | (half + 1)));
    }
  }
}

TEST_CASE("half float: the largest, the smallest and what is no number") {
  CHECK(encodeHalf(65504) == 0x7BFF);
  CHECK(encodeHalf(65519.996F) == 0x7BFF);
  for (const float large : {65520.0F, 65536.0F, 1e6F, std::numeric_limits<float>::max(), kInfinity}) {
    CHECK(encodeHalf(large) == 0x7C00);
    CHECK(encodeHalf(-large) == 0xFC00);
  }
  for (const float tiny : {0.0F, 1e-45F, std::numeric_limits<float>::min(), 0x1p-25F}) {
    CHECK(encodeHalf(tiny) == 0);
    CHECK(encodeHalf(-tiny) == 0x8000);
  }
  // The last has all that it says in bits that a half has not.
  for (const uint32_t bits : {0x7FC00000U, 0xFFC00000U, 0x7F800001U}) {
    const uint16_t half = encodeHalf(__builtin_bit_cast(float, bits));
    CHECK(std::isnan(decodeHalf(half)));
    CHECK(std::signbit(decodeHalf(half)) == (bits >> 31 == 1));
  }
}

TEST_CASE("half float: rows, value by value") {
  Random random(1);
  for (const size_t size : {0U, 1U, 7U, 384U}) {
    std::vector<float> row = testing::gaussianVector(random, static_cast<uint32_t>(size));
    std::vector<uint16_t> halves(size + 1, 7);
    encodeHalfRow(row, halves.data());
    std::vector<float> out(size);
    decodeHalfRow(halves.data(), out);
    for (size_t i = 0; i < size; ++i) {
      CHECK(halves[i] == encodeHalf(row[i]));
      CHECK(out[i] == decodeHalf(halves[i]));
    }
    CHECK(halves.back() == 7);
  }
}
