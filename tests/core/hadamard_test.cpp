// The random rotation: orthogonal at every dimension, undone by its transpose, the same for the same seed.
#include "vector/hadamard.h"

#include "test_data.h"

using namespace leann;
using leann::testing::gaussianVector;

namespace {

// R, column by column: what it makes of each axis.
std::vector<std::vector<float>> columnsOf(const HadamardRotation& rotation) {
  const uint32_t d = rotation.dimension();
  std::vector<std::vector<float>> columns(d, std::vector<float>(d, 0.0F));
  for (uint32_t i = 0; i < d; ++i) {
    columns[i][i] = 1;
    rotation.apply(columns[i].data());
  }
  return columns;
}

}  // namespace

TEST_CASE("hadamard: keeps inner products, and is undone by its transpose, at every dimension") {
  Random random(1);
  for (const uint32_t d : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 31U, 48U, 96U, 100U, 384U, 768U}) {
    CAPTURE(d);
    const HadamardRotation rotation(d, 5);
    CHECK(rotation.dimension() == d);
    const std::vector<std::vector<float>> columns = columnsOf(rotation);
    for (int round = 0; round < 5; ++round) {
      const std::vector<float> a = gaussianVector(random, d);
      const std::vector<float> b = gaussianVector(random, d);
      std::vector<float> turnedA = a, turnedB = b;
      rotation.apply(turnedA.data());
      rotation.apply(turnedB.data());
      const float tolerance = 1e-5F * std::sqrt(dot(a.data(), a.data(), d) * dot(b.data(), b.data(), d));
      CHECK(std::fabs(dot(turnedA.data(), turnedB.data(), d) - dot(a.data(), b.data(), d)) <= tolerance);
      for (uint32_t i = 0; i < d; ++i) {
        CHECK(std::fabs(dot(columns[i].data(), turnedA.data(), d) - a[i]) < 1e-5F);
      }
    }
  }
}

TEST_CASE("hadamard: a single coordinate is spread over all") {
  for (const uint32_t d : {48U, 100U, 384U}) {
    const HadamardRotation rotation(d, 7);
    for (const uint32_t i : {0U, d / 2, d - 1}) {
      std::vector<float> x(d, 0.0F);
      x[i] = 1;
      rotation.apply(x.data());
      float most = 0;
      for (const float value : x) most = std::max(most, std::fabs(value));
      CHECK(most < 6 / std::sqrt(static_cast<float>(d)));
    }
  }
}

TEST_CASE("hadamard: the seed decides") {
  const std::vector<float> ones(40, 1.0F);
  const auto turned = [&](uint64_t seed) {
    std::vector<float> x = ones;
    HadamardRotation(40, seed).apply(x.data());
    return x;
  };
  CHECK(turned(1) == turned(1));
  CHECK(turned(1) != turned(2));
}
