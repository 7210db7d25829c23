// Range coding: what goes in comes out, in about as few bits as its probability is worth.
#include "base/range_coder.h"

#include <cmath>
#include <memory>

#include "test_data.h"

using namespace leann;

namespace {

struct Symbol {
  uint32_t context;  // kRaw: bits of equal chance
  uint32_t value;
  uint32_t count;
};
constexpr uint32_t kRaw = 4;

std::vector<Symbol> symbols(uint32_t seed, uint32_t count) {
  Random random(seed);
  std::vector<Symbol> result;
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t context = static_cast<uint32_t>(random.below(5));
    const auto bits = static_cast<uint32_t>(random.below(33));
    const uint64_t raw = random.next() & ((uint64_t{1} << bits) - 1);
    if (context == kRaw) {
      result.push_back({context, static_cast<uint32_t>(raw), bits});
    } else {
      result.push_back({context, random.unit() < 0.001 + 0.33 * context ? 1U : 0U, 1});
    }
  }
  return result;
}

std::vector<uint8_t> encode(const std::vector<Symbol>& symbols) {
  RangeEncoder encoder;
  AdaptiveBit contexts[4];
  for (const Symbol& symbol : symbols) {
    if (symbol.context == kRaw) {
      encoder.bits(symbol.value, symbol.count);
    } else {
      encoder.bit(contexts[symbol.context], symbol.value);
    }
  }
  return encoder.finish();
}

}  // namespace

TEST_CASE("range coder: any mixture of bits comes back, and uses just the bytes there are") {
  for (uint32_t seed = 0; seed < 200; ++seed) {
    const std::vector<Symbol> all = symbols(seed, seed * 7);
    const std::vector<uint8_t> bytes = encode(all);
    RangeDecoder decoder(bytes);
    AdaptiveBit contexts[4];
    for (const Symbol& symbol : all) {
      const uint32_t value =
          symbol.context == kRaw ? decoder.bits(0, symbol.count) : decoder.bit(contexts[symbol.context]);
      REQUIRE(value == symbol.value);
    }
    CHECK(decoder.complete());
    CHECK(decoder.used() == bytes.size());
  }
}

TEST_CASE("range coder: runs that make carries ripple come back") {
  for (const uint32_t value : {0U, 1U}) {
    RangeEncoder encoder;
    AdaptiveBit context;
    for (int i = 0; i < 5000; ++i) encoder.bit(context, value);
    for (int i = 0; i < 50; ++i) encoder.bits(0xFFFFFFFFU, 32);
    encoder.bit(context, value ^ 1U);
    const std::vector<uint8_t> bytes = encoder.finish();
    RangeDecoder decoder(bytes);
    AdaptiveBit read;
    for (int i = 0; i < 5000; ++i) REQUIRE(decoder.bit(read) == value);
    for (int i = 0; i < 50; ++i) REQUIRE(decoder.bits(0, 32) == 0xFFFFFFFFU);
    CHECK(decoder.bit(read) == (value ^ 1U));
    CHECK(decoder.complete());
  }
}

TEST_CASE("range coder: a bit takes about what its probability is worth") {
  Random random(5);
  for (const double chance : {0.02, 0.1, 0.5}) {
    RangeEncoder encoder;
    AdaptiveBit context;
    for (int i = 0; i < 100000; ++i) encoder.bit(context, random.unit() < chance ? 1 : 0);
    const double entropy = -chance * std::log2(chance) - (1 - chance) * std::log2(1 - chance);
    CHECK(static_cast<double>(encoder.finish().size()) * 8 / 100000 < entropy * 1.06 + 0.01);
  }
}

TEST_CASE("range coder: a number of several bits comes back, each bit in the context of those before") {
  RangeEncoder encoder;
  AdaptiveNumber<5> numbers;
  for (uint32_t i = 0; i < 1000; ++i) numbers.code(encoder, i * 7 % 32);
  const std::vector<uint8_t> bytes = encoder.finish();
  RangeDecoder decoder(bytes);
  AdaptiveNumber<5> read;
  for (uint32_t i = 0; i < 1000; ++i) REQUIRE(read.code(decoder) == i * 7 % 32);
}

TEST_CASE("range coder: bytes that are missing are noticed") {
  const std::vector<Symbol> all = symbols(1, 500);
  const std::vector<uint8_t> bytes = encode(all);
  for (size_t length = 0; length < bytes.size(); ++length) {
    RangeDecoder decoder(std::span<const uint8_t>(bytes).first(length));
    AdaptiveBit contexts[4];
    for (const Symbol& symbol : all) {
      if (symbol.context == kRaw) {
        decoder.bits(0, symbol.count);
      } else {
        decoder.bit(contexts[symbol.context]);
      }
    }
    CHECK(!decoder.complete());
  }
}
