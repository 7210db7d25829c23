// Distances: right by hand, and the same to the last bit with SIMD and without.
#include "vector/distance.h"

#include <limits>

#include "test_data.h"

using namespace leann;
using leann::testing::gaussianVector;

namespace {

uint32_t bitsOf(float value) { return __builtin_bit_cast(uint32_t, value); }

void checkPathsAgree(const std::vector<float>& a, const std::vector<float>& b, size_t dimension) {
  CAPTURE(dimension);
  CHECK(bitsOf(dot(a.data(), b.data(), dimension)) == bitsOf(dotScalar(a.data(), b.data(), dimension)));
  CHECK(bitsOf(squaredL2(a.data(), b.data(), dimension)) ==
        bitsOf(squaredL2Scalar(a.data(), b.data(), dimension)));
}

std::vector<size_t> interestingDimensions() {
  std::vector<size_t> dimensions{384, 768};
  for (size_t d = 1; d <= 130; ++d) dimensions.push_back(d);
  return dimensions;
}

}  // namespace

TEST_CASE("distance: values computed by hand") {
  const float a[] = {1, 2, 3};
  const float b[] = {4, -5, 6};
  CHECK(dot(a, b, 3) == 12);
  CHECK(squaredL2(a, b, 3) == 67);
  CHECK(distance(Metric::kInnerProduct, a, b, 3) == -12);
  CHECK(distance(Metric::kL2, a, b, 3) == 67);
  CHECK(squaredL2(a, a, 3) == 0);
  CHECK(dot(a, b, 0) == 0);

  // Every position counts once, in the 16 lanes and in the tail.
  for (const size_t d : interestingDimensions()) {
    std::vector<float> ones(d, 1.0F), ramp(d);
    for (size_t i = 0; i < d; ++i) ramp[i] = static_cast<float>(i + 1);
    CHECK(dot(ones.data(), ramp.data(), d) == static_cast<float>(d * (d + 1) / 2));
    CHECK(squaredL2(ramp.data(), std::vector<float>(d, 0.0F).data(), d) ==
          doctest::Approx(static_cast<double>(d * (d + 1) * (2 * d + 1)) / 6).epsilon(1e-6));
  }
}

TEST_CASE("distance: the nearer vector has the smaller distance in either metric") {
  const float query[] = {1, 0};
  const float near[] = {0.9F, 0.1F};
  const float far[] = {0.1F, 0.9F};
  for (const Metric metric : {Metric::kInnerProduct, Metric::kL2}) {
    CHECK(distance(metric, query, near, 2) < distance(metric, query, far, 2));
  }
}

TEST_CASE("distance: SIMD equals scalar bit for bit") {
  Random random(1);
  for (const size_t d : interestingDimensions()) {
    for (int round = 0; round < 4; ++round) {
      checkPathsAgree(gaussianVector(random, d), gaussianVector(random, d), d);
    }
  }
}

TEST_CASE("distance: SIMD equals scalar for values of very different size, and denormals") {
  Random random(2);
  constexpr float kScales[] = {1e-45F, 3e-42F, 1e-38F, 1e-20F, 1e-3F, 1.0F, 1e7F, 1e18F};
  for (const size_t d : interestingDimensions()) {
    std::vector<float> a = gaussianVector(random, d);
    std::vector<float> b = gaussianVector(random, d);
    for (float& x : a) x *= kScales[random.below(8)];
    for (float& x : b) x *= kScales[random.below(8)];
    checkPathsAgree(a, b, d);

    std::vector<float> tiny = gaussianVector(random, d);
    for (float& x : tiny) x *= 1e-41F;
    checkPathsAgree(tiny, b, d);
    checkPathsAgree(tiny, std::vector<float>(d, 0.5F), d);
  }
  const float denormal = std::numeric_limits<float>::denorm_min();
  const float one = 1;
  CHECK(dot(&denormal, &one, 1) == denormal);  // not flushed to zero
}

TEST_CASE("distance: overflow is infinite on both paths") {
  const std::vector<float> huge(40, 3e38F);
  const std::vector<float> negative(40, -3e38F);
  checkPathsAgree(huge, huge, 40);
  checkPathsAgree(huge, negative, 40);
  CHECK(dot(huge.data(), huge.data(), 40) == std::numeric_limits<float>::infinity());
}

TEST_CASE("distance: unaligned vectors are read rightly") {
  Random random(3);
  const std::vector<float> a = gaussianVector(random, 100);
  const std::vector<float> b = gaussianVector(random, 100);
  for (size_t shift = 0; shift < 4; ++shift) {
    const std::vector<float> aligned(a.begin() + static_cast<std::ptrdiff_t>(shift), a.end());
    CHECK(dot(a.data() + shift, b.data(), 90) == dot(aligned.data(), b.data(), 90));
    CHECK(squaredL2(a.data() + shift, b.data(), 90) == squaredL2(aligned.data(), b.data(), 90));
  }
}

TEST_CASE("distance: close to the sum in double precision") {
  Random random(4);
  for (const size_t d : {size_t{17}, size_t{384}, size_t{768}}) {
    const std::vector<float> a = gaussianVector(random, d);
    const std::vector<float> b = gaussianVector(random, d);
    double product = 0, square = 0;
    for (size_t i = 0; i < d; ++i) {
      const double x = static_cast<double>(a[i]);
      const double y = static_cast<double>(b[i]);
      product += x * y;
      square += (x - y) * (x - y);
    }
    CHECK(std::fabs(static_cast<double>(dot(a.data(), b.data(), d)) - product) <
          1e-5 * static_cast<double>(d));
    CHECK(static_cast<double>(squaredL2(a.data(), b.data(), d)) == doctest::Approx(square).epsilon(1e-5));
  }
}

TEST_CASE("distance: int8 products are exact, with SIMD and without") {
  Random random(5);
  for (const size_t d : interestingDimensions()) {
    std::vector<int8_t> a(d), b(d);
    int64_t expected = 0;
    for (size_t i = 0; i < d; ++i) {
      a[i] = static_cast<int8_t>(static_cast<int>(random.below(255)) - 127);
      b[i] = static_cast<int8_t>(static_cast<int>(random.below(255)) - 127);
      expected += int64_t{a[i]} * b[i];
    }
    CAPTURE(d);
    CHECK(dot(a.data(), b.data(), d) == expected);
    CHECK(dotScalar(a.data(), b.data(), d) == expected);
    for (size_t shift = 1; shift < std::min<size_t>(d, 4); ++shift) {
      CHECK(dot(a.data() + shift, b.data(), d - shift) == dotScalar(a.data() + shift, b.data(), d - shift));
    }
  }
}

TEST_CASE("distance: int8 products of the longest and largest vectors do not overflow") {
  const std::vector<int8_t> most(65535, 127);
  const std::vector<int8_t> least(65535, -127);
  CHECK(dot(most.data(), most.data(), 65535) == 65535 * 127 * 127);
  CHECK(dot(most.data(), least.data(), 65535) == -65535 * 127 * 127);
  CHECK(dotScalar(least.data(), least.data(), 65535) == 65535 * 127 * 127);
}
