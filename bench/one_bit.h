// One bit a dimension: the shortest code that needs no training, to compare with (Gao & Long 2024, RaBitQ,
// section 3).
#pragma once

#include <cstdint>
#include <vector>

#include "base/neighbor.h"
#include "vector/hadamard.h"

namespace leann::bench {

/// The signs of a vector less the mean, randomly rotated, and one float by which a product with the signs
/// becomes an unbiased estimate of the inner product.
class OneBitCodes {
 public:
  /// `vectors`: rows of `dimension` floats.
  OneBitCodes(const std::vector<float>& vectors, uint32_t dimension);

  uint32_t bytesEach() const { return (dimension_ + 7) / 8 + 4; }

  /// -(estimated inner product) of all nodes. O(size * dimension / 8).
  std::vector<Neighbor> estimates(const float* query) const;

 private:
  uint32_t dimension_;
  HadamardRotation rotation_;
  std::vector<float> mean_;
  std::vector<float> factors_;
  std::vector<uint8_t> signs_;
};

}  // namespace leann::bench
