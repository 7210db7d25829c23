#include "vector/hadamard.h"

#include <cmath>

#include "base/random.h"

namespace leann {
namespace {

// The normalised Walsh-Hadamard transform of a power of two of values, in place; its own inverse.
void transform(float* x, uint32_t size) {
  for (uint32_t half = 1; half < size; half *= 2) {
    for (uint32_t begin = 0; begin < size; begin += 2 * half) {
      for (uint32_t i = begin; i < begin + half; ++i) {
        const float a = x[i];
        const float b = x[i + half];
        x[i] = a + b;
        x[i + half] = a - b;
      }
    }
  }
  const float scale = 1 / std::sqrt(static_cast<float>(size));
  for (uint32_t i = 0; i < size; ++i) x[i] *= scale;
}

}  // namespace

HadamardRotation::HadamardRotation(uint32_t dimension, uint64_t seed) : dimension_(dimension) {
  while (block_ * 2 <= dimension) block_ *= 2;
  Random random(seed);
  for (uint32_t i = 0; i < kRounds * dimension; ++i) signs_.push_back(random.below(2) == 0 ? -1.0F : 1.0F);
}

void HadamardRotation::apply(float* x) const {
  for (uint32_t round = 0; round < kRounds; ++round) {
    for (uint32_t i = 0; i < dimension_; ++i) x[i] *= signs_[round * dimension_ + i];
    transform(x, block_);
    if (block_ < dimension_) transform(x + (dimension_ - block_), block_);
  }
}

void HadamardRotation::applyInverse(float* x) const {
  for (uint32_t round = kRounds; round-- > 0;) {
    if (block_ < dimension_) transform(x + (dimension_ - block_), block_);
    transform(x, block_);
    for (uint32_t i = 0; i < dimension_; ++i) x[i] *= signs_[round * dimension_ + i];
  }
}

}  // namespace leann
