// The generator: the published sequence, and draws that stay within their bounds.
#include "base/random.h"

#include "test_data.h"

using namespace leann;

TEST_CASE("random: the published SplitMix64 sequence") {
  Random random(1234567);
  CHECK(random.next() == 6457827717110365317ULL);
  CHECK(random.next() == 3203168211198807973ULL);
  CHECK(random.next() == 9817491932198370423ULL);
}

TEST_CASE("random: draws are within bounds and roughly even") {
  Random random(1);
  std::vector<uint32_t> counts(10);
  for (int i = 0; i < 10000; ++i) ++counts.at(random.below(10));
  for (const uint32_t count : counts) CHECK(std::abs(static_cast<int>(count) - 1000) < 150);
  for (int i = 0; i < 100; ++i) CHECK(random.below(1) == 0);
  bool high = false;
  for (int i = 0; i < 100; ++i) high = high || random.below(uint64_t{1} << 32) > 0x80000000U;
  CHECK(high);
  double sum = 0;
  for (int i = 0; i < 10000; ++i) {
    const double x = random.unit();
    REQUIRE(x >= 0);
    REQUIRE(x < 1);
    sum += x;
  }
  CHECK(sum / 10000 == doctest::Approx(0.5).epsilon(0.03));
}
