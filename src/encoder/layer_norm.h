// Layer normalisation of some rows.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "encoder/lanes.h"

namespace leann {

struct LayerNorm {
  float* gain = nullptr;
  float* bias = nullptr;
};

/// Of each of `Rows` rows, one after another: values = (values + added - mean) / deviation · gain + bias;
/// `added` may be null. The rows' sums, which are made in one order, do not wait for one another.
template <uint32_t Rows>
LEANN_INLINE void normalize(float* values, const float* added, uint32_t width, const LayerNorm& norm,
                            float epsilon) {
  const auto size = static_cast<float>(width);
  Float4 sums[Rows] = {};
  for (uint32_t i = 0; i < width; i += kLaneCount) {
    for (size_t r = 0; r < Rows; ++r) {
      Float4 value = loadFloats(values + r * width + i);
      if (added != nullptr) {
        value += loadFloats(added + r * width + i);
        store(values + r * width + i, value);
      }
      sums[r] += value;
    }
  }
  Float4 means[Rows];
  for (uint32_t r = 0; r < Rows; ++r) means[r] = everyLane(sumOf(sums[r]) / size);
  Float4 squares[Rows] = {};
  for (uint32_t i = 0; i < width; i += kLaneCount) {
    for (size_t r = 0; r < Rows; ++r) {
      const Float4 value = loadFloats(values + r * width + i) - means[r];
      squares[r] += value * value;
    }
  }
  Float4 inverses[Rows];
  for (uint32_t r = 0; r < Rows; ++r) {
    inverses[r] = everyLane(1.0F / __builtin_sqrtf(sumOf(squares[r]) / size + epsilon));
  }
  for (uint32_t i = 0; i < width; i += kLaneCount) {
    const Float4 gain = loadFloats(norm.gain + i);
    const Float4 bias = loadFloats(norm.bias + i);
    for (size_t r = 0; r < Rows; ++r) {
      float* at = values + r * width + i;
      store(at, (loadFloats(at) - means[r]) * inverses[r] * gain + bias);
    }
  }
}

}  // namespace leann
