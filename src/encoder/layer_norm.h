// Layer normalisation of one row.
#pragma once

#include <cmath>
#include <cstdint>

#include "encoder/lanes.h"

namespace leann {

struct LayerNorm {
  float* gain = nullptr;
  float* bias = nullptr;
};

/// values = (values + added - mean) / deviation · gain + bias; `added` may be null.
LEANN_INLINE void normalize(float* values, const float* added, uint32_t width, const LayerNorm& norm,
                            float epsilon) {
  Float4 sum = everyLane(0.0F);
  for (uint32_t i = 0; i < width; i += kLaneCount) {
    Float4 value = loadFloats(values + i);
    if (added != nullptr) {
      value += loadFloats(added + i);
      store(values + i, value);
    }
    sum += value;
  }
  const Float4 mean = everyLane(sumOf(sum) / static_cast<float>(width));
  Float4 squares = everyLane(0.0F);
  for (uint32_t i = 0; i < width; i += kLaneCount) {
    const Float4 value = loadFloats(values + i) - mean;
    squares += value * value;
  }
  const float variance = sumOf(squares) / static_cast<float>(width);
  const Float4 inverse = everyLane(1.0F / __builtin_sqrtf(variance + epsilon));
  for (uint32_t i = 0; i < width; i += kLaneCount) {
    store(values + i,
          (loadFloats(values + i) - mean) * inverse * loadFloats(norm.gain + i) + loadFloats(norm.bias + i));
  }
}

}  // namespace leann
