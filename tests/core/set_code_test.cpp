// Sets of numbers as bits.
#include "words/set_code.h"

#include <doctest/doctest.h>

#include <numeric>
#include <set>

#include "base/random.h"

using namespace leann;

namespace {

std::vector<uint8_t> bitsOf(const std::vector<uint32_t>& numbers, uint32_t bound) {
  BitWriter out;
  writeSet(out, numbers, bound);
  return out.finish();
}

std::vector<uint32_t> numbersOf(const std::vector<uint8_t>& bits, uint32_t count, uint32_t bound) {
  BitReader in(bits);
  std::vector<uint32_t> numbers{7, 7, 7};
  readSet(in, count, bound, numbers);
  return numbers;
}

std::vector<uint32_t> someSet(Random& random, uint32_t count, uint32_t bound) {
  std::set<uint32_t> numbers;
  while (numbers.size() < count) numbers.insert(random.below(bound));
  return {numbers.begin(), numbers.end()};
}

}  // namespace

TEST_CASE("set code: what was written is read, and no bit is left") {
  Random random(1);
  for (int round = 0; round < 2000; ++round) {
    const uint32_t bound = 1 + random.below(round % 2 == 0 ? 40 : 100000);
    const std::vector<uint32_t> numbers = someSet(random, random.below(std::min(bound, 200U) + 1), bound);
    const std::vector<uint8_t> bits = bitsOf(numbers, bound);
    BitReader in(bits);
    std::vector<uint32_t> read;
    readSet(in, static_cast<uint32_t>(numbers.size()), bound, read);
    CHECK(read == numbers);
    CHECK(in.complete());
  }
}

TEST_CASE("set code: the largest numbers") {
  const std::vector<uint32_t> numbers{0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFD, 0xFFFFFFFE};
  CHECK(numbersOf(bitsOf(numbers, 0xFFFFFFFF), 6, 0xFFFFFFFF) == numbers);
}

TEST_CASE("set code: full and empty sets take no bits, clusters few") {
  std::vector<uint32_t> all(5000);
  std::iota(all.begin(), all.end(), 0U);
  CHECK(bitsOf(all, 5000).empty());
  CHECK(bitsOf({}, 5000).empty());
  CHECK(bitsOf({}, 0).empty());
  CHECK(bitsOf(all, 1000000).size() < 2500);
  Random random(2);
  CHECK(bitsOf(someSet(random, 5000, 1000000), 1000000).size() > 5000);
}

TEST_CASE("set code: whatever the bits are, numbers ascend within their bound") {
  Random random(3);
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint8_t> bits(random.below(40));
    for (uint8_t& byte : bits) byte = static_cast<uint8_t>(random.below(256));
    const uint32_t bound = 1 + random.below(5000);
    const uint32_t count = random.below(bound + 1);
    const std::vector<uint32_t> numbers = numbersOf(bits, count, bound);
    CHECK(numbers.size() == count);
    for (size_t i = 0; i < count; ++i) {
      if (numbers[i] >= bound || (i > 0 && numbers[i - 1] >= numbers[i])) FAIL("out of order or range");
    }
  }
}

TEST_CASE("set code: gamma codes, and what is none") {
  BitWriter out;
  const std::vector<uint32_t> numbers{1, 2, 3, 4, 255, 256, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  for (const uint32_t number : numbers) writeGamma(out, number);
  const std::vector<uint8_t> bits = out.finish();
  BitReader in(bits);
  for (const uint32_t number : numbers) CHECK(readGamma(in) == number);
  CHECK(in.complete());
  const std::vector<uint8_t> zeros(8);
  BitReader none(zeros);
  CHECK(readGamma(none) == 0);
  BitReader nothing({});
  CHECK(readGamma(nothing) == 0);
  CHECK(nothing.failed());
}
