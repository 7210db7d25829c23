// Vectors like real embeddings, the same on every platform.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace leann::testing {

/// About normal, from sums of uniforms: the same on every platform.
inline double gaussian(Random& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.unit();
  return sum;
}

inline std::vector<float> gaussianVector(Random& random, size_t count) {
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(gaussian(random));
  return values;
}

inline void normalize(std::span<float> row) {
  double norm2 = 0;
  for (const float x : row) norm2 += static_cast<double>(x) * static_cast<double>(x);
  for (float& x : row) x = static_cast<float>(static_cast<double>(x) / std::sqrt(norm2));
}

/// `count` unit vectors, row by row: clusters in a space of `intrinsic` dimensions, mapped into `dimension`
/// ones by axes of falling weight, with a little noise everywhere. Rows are independent, so the last can
/// serve as queries.
inline std::vector<float> clusteredVectors(uint32_t count, uint32_t dimension, uint64_t seed,
                                           uint32_t clusters = 24, uint32_t intrinsic = 12) {
  Random random(seed);
  const std::vector<float> axes = gaussianVector(random, size_t{intrinsic} * dimension);
  const std::vector<float> centres = gaussianVector(random, size_t{clusters} * intrinsic);
  std::vector<float> rows(size_t{count} * dimension);
  for (uint32_t r = 0; r < count; ++r) {
    const uint32_t cluster = random.below(clusters);
    const std::span row(rows.data() + size_t{r} * dimension, dimension);
    for (float& x : row) x = static_cast<float>(gaussian(random) * 0.3);
    for (uint32_t i = 0; i < intrinsic; ++i) {
      const double latent =
          static_cast<double>(centres[size_t{cluster} * intrinsic + i]) + gaussian(random) * 0.7;
      const auto weight = static_cast<float>(latent / std::sqrt(1.0 + i));
      for (uint32_t j = 0; j < dimension; ++j) row[j] += weight * axes[size_t{i} * dimension + j];
    }
    normalize(row);
  }
  return rows;
}

}  // namespace leann::testing
