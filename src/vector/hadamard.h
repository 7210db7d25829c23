// A random rotation that need not be stored: sign flips and fast Hadamard transforms, drawn from a seed.
#pragma once

#include <cstdint>
#include <vector>

namespace leann {

/// Orthogonal map of any dimension. Each round flips signs at random and transforms the first and then the
/// last 2^p coordinates, 2^p being the largest power of two that fits. After three rounds every output is
/// near to normally distributed and all have the same variance, whatever the data. O(dimension log
/// dimension), no memory to speak of.
class HadamardRotation {
 public:
  HadamardRotation(uint32_t dimension, uint64_t seed);

  uint32_t dimension() const { return dimension_; }

  /// In place: x = R x.
  void apply(float* x) const;
  /// In place: R x is x again.
  void applyInverse(float* x) const;

 private:
  static constexpr uint32_t kRounds = 3;

  uint32_t dimension_;
  uint32_t block_ = 1;        // 2^p
  std::vector<float> signs_;  // rounds x dimension, +1 or -1
};

}  // namespace leann
