#include "search/stopping.h"

#include <algorithm>
#include <cmath>

#include "base/exponential.h"

namespace leann {
namespace {

// How many surprises of its own outweigh the calibration of the index.
constexpr float kPriorCount = 16;
// Deviations beyond which a node's chance is taken for none.
constexpr float kFar = 6;

// E[max(0, X)] of a normal X with mean -z and deviation 1.
float expectedExcess(float z) {
  constexpr float kPeak = 0.398942280F;
  return kPeak * exponential(-z * z / 2) - z * normalTail(z);
}

}  // namespace

float normalTail(float z) {
  const float x = std::fabs(z);
  const float p =
      1 + x * (0.0498673470F +
               x * (0.0211410061F +
                    x * (0.0032776263F + x * (0.0000380036F + x * (0.0000488906F + x * 0.0000053830F)))));
  const float p2 = p * p, p4 = p2 * p2, p8 = p4 * p4;
  const float tail = 0.5F / (p8 * p8);
  return z < 0 ? 1 - tail : tail;
}

StoppingRule::StoppingRule(const Calibration& calibration, float length)
    : misses_(calibration.misses), count_(kPriorCount) {
  const float bias = calibration.bias * length;
  const float deviation = calibration.deviation * length;
  sum_ = kPriorCount * bias;
  squares_ = kPriorCount * (deviation * deviation + bias * bias);
}

void StoppingRule::observe(float surprise) {
  count_ += 1;
  sum_ += surprise;
  squares_ += surprise * surprise;
}

float StoppingRule::deviation() const {
  const float mean = bias();
  return std::sqrt(std::max(squares_ / count_ - mean * mean, 1e-12F));
}

float StoppingRule::expectedMisses(std::span<const float> estimates, float kth) const {
  const float mean = bias();
  const float one = deviation();
  const float far = kth - mean + kFar * one;
  float sum = 0;
  for (const float estimate : estimates) {
    if (estimate < far) sum += normalTail((estimate + mean - kth) / one);
  }
  return sum * misses_;
}

// Two hits that change places by the errors of their codes: the lower one is then the likelier by about what
// it is nearer, over `telling`, and gains the difference of their reciprocal ranks.
float StoppingRule::expectedGain(std::span<const Hit> hits, uint32_t k, float telling) const {
  if (hits.empty() || !(telling > 0)) return 0;
  const float one = deviation();
  const float both = one * std::sqrt(2.0F);
  const float best = hits.front().distance;
  const auto likelihood = [&](const Hit& hit) { return exponential((best - hit.distance) / telling); };
  float all = 0;
  for (const Hit& hit : hits) all += likelihood(hit);
  const auto reciprocal = [&](size_t row) { return row < k ? 1 / static_cast<float>(row + 1) : 0; };
  float gain = 0;
  for (size_t upper = 0; upper < std::min<size_t>(k, hits.size()); ++upper) {
    float excess = 0;
    for (size_t lower = upper + 1; lower < hits.size(); ++lower) {
      const float apart = hits[lower].distance - hits[upper].distance;
      if (apart > kFar * both) break;
      if (hits[lower].exact && hits[upper].exact) continue;
      const float unsure = hits[lower].exact || hits[upper].exact ? one : both;
      excess += unsure * expectedExcess(apart / unsure) * (reciprocal(upper) - reciprocal(lower));
    }
    gain += likelihood(hits[upper]) * excess;
  }
  return gain / (all * telling);
}

}  // namespace leann
