// Rows of floats as the left side of a product: 8 bits with one scale a row, in panels.
#pragma once

#include <cstdint>

#include "encoder/gelu.h"
#include "encoder/lanes.h"
#include "encoder/tile.h"

namespace leann {

/// Greatest magnitude of a value of 8 bits.
constexpr float kLeftPeak = 127.0F;
/// What is taken off raised values, which lie between 0 and 255.
constexpr int32_t kRaise = 128;

/// Where quantised rows go.
template <typename Kernel>
struct LeftRows {
  typename Kernel::Left* panels;
  /// Of each row: a value is about its integer times the scale.
  float* scales;
  /// Of each row: what kOffset adds to its products.
  int32_t* excess;
};

/// The scale that brings `peak` to `levels`; 1 for rows of zeros.
LEANN_INLINE float scaleFor(float peak, float levels) { return peak > 0 ? peak / levels : 1.0F; }

/// Largest magnitude of `count` values, each times its factor.
LEANN_INLINE float peakOf(const float* values, const float* factors, uint32_t count) {
  Float4 peak = everyLane(0.0F);
  for (uint32_t i = 0; i < count; i += kLaneCount) {
    peak = larger(peak, magnitude(loadFloats(values + i) * loadFloats(factors + i)));
  }
  return largestOf(peak);
}

/// Each row of `width` values, each times its factor, symmetrically.
template <typename Kernel>
void quantizeRows(const float* values, uint32_t rows, uint32_t width, const float* factors,
                  const LeftRows<Kernel>& out) {
  const Panels panels(rows);
  uint32_t row = 0;
  for (uint32_t p = 0; p < panels.count(); ++p) {
    const uint32_t height = panels.heightOf(p);
    typename Kernel::Left* panel = out.panels + static_cast<size_t>(row) * width;
    for (uint32_t r = 0; r < height; ++r, ++row, values += width) {
      const float scale = scaleFor(peakOf(values, factors, width), kLeftPeak);
      const Float4 inverse = everyLane(1.0F / scale);
      Int4 sum = everyLane(0);
      for (uint32_t i = 0; i < width; i += kLaneCount) {
        const Int4 integers = rounded(loadFloats(values + i) * loadFloats(factors + i) * inverse);
        sum += integers;
        Kernel::putLeft(panel, height, r, i, integers);
      }
      out.scales[row] = scale;
      out.excess[row] = Kernel::kOffset * sumOf(sum);
    }
  }
}

/// Each row of values that GELU made, each less kGeluLeast and times its factor: being positive, they use all
/// 256 levels.
template <typename Kernel>
void quantizeRaised(const float* values, uint32_t rows, uint32_t width, const float* factors,
                    const LeftRows<Kernel>& out) {
  const Panels panels(rows);
  const Float4 least = everyLane(kGeluLeast);
  uint32_t row = 0;
  for (uint32_t p = 0; p < panels.count(); ++p) {
    const uint32_t height = panels.heightOf(p);
    typename Kernel::Left* panel = out.panels + static_cast<size_t>(row) * width;
    for (uint32_t r = 0; r < height; ++r, ++row, values += width) {
      Float4 peak = everyLane(0.0F);
      for (uint32_t i = 0; i < width; i += kLaneCount) {
        peak = larger(peak, (loadFloats(values + i) - least) * loadFloats(factors + i));
      }
      const float scale = scaleFor(largestOf(peak), 2 * kLeftPeak + 1);
      const Float4 inverse = everyLane(1.0F / scale);
      Int4 sum = everyLane(0);
      for (uint32_t i = 0; i < width; i += kLaneCount) {
        const Int4 integers =
            rounded((loadFloats(values + i) - least) * loadFloats(factors + i) * inverse) - everyLane(kRaise);
        sum += integers;
        Kernel::putLeft(panel, height, r, i, integers);
      }
      out.scales[row] = scale;
      out.excess[row] = Kernel::kOffset * sumOf(sum);
    }
  }
}

}  // namespace leann
