// When to stop: what is expected, of misses and of a better ranking, is what there is on average, if errors
// are as they are said to be.
#include "search/stopping.h"

#include <limits>

#include "test_data.h"

using namespace leann;
using leann::testing::gaussian;

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Estimates spread over [-1, 0], few of them good.
std::vector<float> someEstimates(uint32_t count, uint64_t seed) {
  Random random(seed);
  std::vector<float> estimates;
  for (uint32_t i = 0; i < count; ++i)
    estimates.push_back(-static_cast<float>(random.unit() * random.unit()));
  return estimates;
}

// How many are nearer than `kth` in truth, on average over many draws of the errors.
double meanMisses(const std::vector<float>& estimates, float kth, double bias, double deviation) {
  Random random(7);
  constexpr int kDraws = 2000;
  double misses = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    for (const float estimate : estimates) {
      const double exact = static_cast<double>(estimate) + bias + deviation * gaussian(random);
      misses += exact < static_cast<double>(kth) ? 1 : 0;
    }
  }
  return misses / kDraws;
}

// By how much the second of two hits is nearer than the first in truth, on average over many draws; 0 where
// it is not.
double meanExcess(const Hit& first, const Hit& second, double deviation) {
  Random random(11);
  constexpr int kDraws = 20'000;
  double excess = 0;
  for (int draw = 0; draw < kDraws; ++draw) {
    const auto exact = [&](const Hit& hit) {
      return static_cast<double>(hit.distance) + (hit.exact ? 0 : deviation * gaussian(random));
    };
    excess += std::max(0.0, exact(first) - exact(second));
  }
  return excess / kDraws;
}

// Hits as far apart as said, none of them exact.
std::vector<Hit> apart(float distance, uint32_t count) {
  std::vector<Hit> hits;
  for (uint32_t i = 0; i < count; ++i) hits.push_back({i, -1 + distance * static_cast<float>(i), false});
  return hits;
}

}  // namespace

TEST_CASE("stopping: the tail of the normal distribution, within what is stated") {
  struct Known {
    float z;
    double tail;
  };
  constexpr Known kKnown[] = {{0.0F, 0.5},           {0.5F, 0.3085375387},  {1.0F, 0.1586552539},
                              {1.5F, 0.0668072013},  {2.0F, 0.0227501319},  {2.5F, 0.0062096653},
                              {3.0F, 0.0013498980},  {4.0F, 0.0000316712},  {5.0F, 0.0000002867},
                              {-0.5F, 0.6914624613}, {-1.0F, 0.8413447461}, {-3.0F, 0.9986501020}};
  for (const Known& known : kKnown) {
    CAPTURE(known.z);
    CHECK(std::fabs(static_cast<double>(normalTail(known.z)) - known.tail) < 5e-7);
  }
  CHECK(normalTail(100) >= 0);
  CHECK(normalTail(100) < 1e-9F);
  CHECK(normalTail(kInfinity) == 0);
  CHECK(normalTail(-kInfinity) == 1);
  for (float z = -5; z < 5; z += 0.25F) CHECK(normalTail(z) > normalTail(z + 0.25F));
}

TEST_CASE("stopping: expected misses are the mean of true ones when errors are normal and known") {
  const std::vector<float> estimates = someEstimates(500, 1);
  for (const float bias : {0.0F, 0.05F, -0.03F}) {
    for (const float deviation : {0.02F, 0.1F}) {
      for (const float kth : {-0.9F, -0.7F, -0.5F}) {
        CAPTURE(bias);
        CAPTURE(deviation);
        CAPTURE(kth);
        const StoppingRule rule({bias, deviation, 1}, 1);
        const double expected = static_cast<double>(rule.expectedMisses(estimates, kth));
        const double real =
            meanMisses(estimates, kth, static_cast<double>(bias), static_cast<double>(deviation));
        CHECK(std::fabs(expected - real) < 0.03 * real + 0.02);
      }
    }
  }
}

TEST_CASE("stopping: a query's own surprises correct a calibration that is wrong") {
  const std::vector<float> estimates = someEstimates(500, 2);
  constexpr double kBias = 0.04, kDeviation = 0.06;
  const double real = meanMisses(estimates, -0.8F, kBias, kDeviation);
  const auto wrong = [&](const StoppingRule& rule) {
    return std::fabs(static_cast<double>(rule.expectedMisses(estimates, -0.8F)) - real);
  };
  StoppingRule rule({-0.1F, 0.2F, 1}, 1);
  Random random(3);
  const double before = wrong(rule);
  for (int i = 0; i < 16; ++i) rule.observe(static_cast<float>(kBias + kDeviation * gaussian(random)));
  const double half = wrong(rule);
  CHECK(half < before);
  for (int i = 0; i < 2000; ++i) rule.observe(static_cast<float>(kBias + kDeviation * gaussian(random)));
  CHECK(wrong(rule) < half);
  CHECK(wrong(rule) < 0.1 * real);
}

TEST_CASE("stopping: a longer query has longer errors") {
  std::vector<float> estimates = someEstimates(300, 4);
  const StoppingRule one({0.02F, 0.1F, 1}, 1), three({0.02F, 0.1F, 1}, 3);
  const float misses = one.expectedMisses(estimates, -0.8F);
  CHECK(three.expectedMisses(estimates, -0.8F) > misses);
  for (float& estimate : estimates) estimate *= 3;
  CHECK(three.expectedMisses(estimates, -2.4F) == doctest::Approx(misses).epsilon(1e-3));
}

TEST_CASE("stopping: what does not count is not expected, and real misses scale what is expected") {
  const StoppingRule rule({0, 0.1F, 1}, 1), doubled({0, 0.1F, 2}, 1), none({0, 0.1F, 0}, 1);
  CHECK(rule.expectedMisses(std::vector<float>(100, kInfinity), 0) == 0);
  CHECK(rule.expectedMisses({}, 0) == 0);
  const std::vector<float> estimates = someEstimates(300, 5);
  const float misses = rule.expectedMisses(estimates, -0.8F);
  CHECK(misses > 0);
  CHECK(doubled.expectedMisses(estimates, -0.8F) == doctest::Approx(2 * misses));
  CHECK(none.expectedMisses(estimates, -0.8F) == 0);
  CHECK(rule.expectedMisses(estimates, -0.7F) > misses);
  // One node exactly at the k-th distance is as likely to be nearer as not.
  CHECK(rule.expectedMisses(std::vector<float>{-0.5F}, -0.5F) == doctest::Approx(0.5));
}

TEST_CASE("stopping: errors of nothing leave no doubt") {
  const StoppingRule rule({0, 0, 1}, 1);
  CHECK(rule.expectedMisses(std::vector<float>{-0.4F, -0.6F}, -0.5F) == doctest::Approx(1));
}

TEST_CASE("stopping: the gain of two hits is what their change of places is worth on average") {
  constexpr float kDeviation = 0.03F, kTelling = 0.05F;
  const StoppingRule rule({0, kDeviation, 1}, 1);
  struct Known {
    bool first, second;
  };
  for (const float distance : {0.0F, 0.01F, 0.04F}) {
    for (const Known& known : {Known{false, false}, Known{true, false}, Known{false, true}}) {
      CAPTURE(distance);
      CAPTURE(known.first);
      CAPTURE(known.second);
      const Hit hits[] = {{0, -0.6F, known.first}, {1, -0.6F + distance, known.second}};
      const double excess = meanExcess(hits[0], hits[1], static_cast<double>(kDeviation));
      const double likelihood = std::exp(static_cast<double>(-distance / kTelling));
      // From rank 2 to rank 1.
      const double expected = excess / static_cast<double>(kTelling) / (1 + likelihood) / 2;
      const auto gain = static_cast<double>(rule.expectedGain(hits, 10, kTelling));
      CHECK(gain == doctest::Approx(expected).epsilon(0.05));
    }
  }
}

TEST_CASE("stopping: nothing is gained where all is known, or nothing can change places") {
  const StoppingRule rule({0, 0.02F, 1}, 1);
  std::vector<Hit> hits = apart(0.01F, 20);
  CHECK(rule.expectedGain(hits, 10, 0.05F) > 0.01F);
  for (Hit& hit : hits) hit.exact = true;
  CHECK(rule.expectedGain(hits, 10, 0.05F) == 0);
  CHECK(rule.expectedGain(apart(0.5F, 20), 10, 0.05F) == 0);
  CHECK(rule.expectedGain({}, 10, 0.05F) == 0);
  CHECK(rule.expectedGain(apart(0.01F, 1), 10, 0.05F) == 0);
}

TEST_CASE("stopping: the gain counts what people see, the first hits and those that are likely") {
  const StoppingRule rule({0, 0.02F, 1}, 1);
  constexpr float kTelling = 0.05F;
  // All known but two neighbours, ever lower.
  float before = std::numeric_limits<float>::max();
  for (const size_t row : {0U, 1U, 3U, 6U, 12U}) {
    std::vector<Hit> hits = apart(0.02F, 20);
    for (size_t i = 0; i < hits.size(); ++i) hits[i].exact = i != row && i != row + 1;
    const float gain = rule.expectedGain(hits, 10, kTelling);
    CAPTURE(row);
    CHECK(gain < before);
    before = gain;
  }
  CHECK(before < 1e-5F);  // both lie beyond the tenth
  // The first far ahead of the others, it hardly matters how they stand.
  std::vector<Hit> ahead = apart(0.005F, 20);
  const float close = rule.expectedGain(ahead, 10, kTelling);
  ahead[0].distance -= 0.3F;
  CHECK(rule.expectedGain(ahead, 10, kTelling) < close / 20);
}

TEST_CASE("stopping: the gain does not depend on the unit of distances") {
  std::vector<Hit> hits = apart(0.01F, 30);
  const float one = StoppingRule({0, 0.02F, 1}, 1).expectedGain(hits, 10, 0.05F);
  for (Hit& hit : hits) hit.distance *= 4;
  CHECK(StoppingRule({0, 0.02F, 1}, 4).expectedGain(hits, 10, 0.2F) == doctest::Approx(one).epsilon(1e-4));
}
