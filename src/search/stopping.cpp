#include "search/stopping.h"

#include <algorithm>
#include <cmath>

namespace leann {
namespace {

// How many surprises of its own outweigh the calibration of the index.
constexpr float kPriorCount = 16;
// Deviations beyond which a node's chance is taken for none.
constexpr float kFar = 6;

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

float StoppingRule::expectedMisses(std::span<const float> estimates, float kth) const {
  const float mean = bias();
  const float deviation = std::sqrt(std::max(squares_ / count_ - mean * mean, 1e-12F));
  const float far = kth - mean + kFar * deviation;
  float sum = 0;
  for (const float estimate : estimates) {
    if (estimate < far) sum += normalTail((estimate + mean - kth) / deviation);
  }
  return sum * misses_;
}

}  // namespace leann
