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
  /// Of each row: what its products have too little, so much did kOffset add to them.
  int32_t* excess;
};

/// The scale that brings `peak` to `levels`; 1 for rows of zeros.
LEANN_INLINE float scaleFor(float peak, float levels) { return peak > 0 ? peak / levels : 1.0F; }

constexpr uint32_t kUnrolled = 4 * kLaneCount;

/// The largest of four values at a time, `at` making those from its argument on.
template <typename At>
LEANN_INLINE float largestOfRow(uint32_t width, At at) {
  Float4 even = everyLane(0.0F);
  Float4 odd = everyLane(0.0F);
  for (uint32_t i = 0; i < width; i += 2 * kLaneCount) {
    even = larger(even, at(i));
    odd = larger(odd, at(i + kLaneCount));
  }
  return largestOf(larger(even, odd));
}

/// Puts integers into a row of a panel, `at` making the four from its argument on. Returns their sum.
template <typename Kernel, typename At>
LEANN_INLINE int32_t putRow(typename Kernel::Left* to, uint32_t rows, uint32_t width, At at) {
  Int4 sum = everyLane(0);
  for (uint32_t i = 0; i < width; i += kUnrolled) {
    const Int4 four[] = {at(i), at(i + kLaneCount), at(i + 2 * kLaneCount), at(i + 3 * kLaneCount)};
    sum += (four[0] + four[1]) + (four[2] + four[3]);
    Kernel::putSixteen(to, rows, four);
    to += static_cast<size_t>(kUnrolled) * rows;
  }
  return sumOf(sum);
}

/// Calls `act` with the panel of each row, its place in it, the panel's height, and the number of the row.
template <typename Left, typename Act>
LEANN_INLINE void eachRow(Left* left, uint32_t rows, uint32_t width, Act act) {
  const Panels panels(rows);
  uint32_t row = 0;
  for (uint32_t p = 0; p < panels.count(); ++p) {
    const uint32_t height = panels.heightOf(p);
    Left* panel = left + static_cast<size_t>(row) * width;
    for (uint32_t r = 0; r < height; ++r, ++row) act(panel, r, height, row);
  }
}

/// Each row of `width` values, each times its factor, symmetrically.
template <typename Kernel>
void quantizeRows(const float* values, uint32_t rows, uint32_t width, const float* factors,
                  const LeftRows<Kernel>& out) {
  eachRow(out.panels, rows, width, [&](auto* panel, uint32_t r, uint32_t height, uint32_t row) {
    const float* from = values + static_cast<size_t>(row) * width;
    const auto scaled = [=](uint32_t i) { return loadFloats(from + i) * loadFloats(factors + i); };
    const float peak = largestOfRow(width, [=](uint32_t i) { return magnitude(scaled(i)); });
    const float scale = scaleFor(peak, kLeftPeak);
    const Float4 inverse = everyLane(1.0F / scale);
    const int32_t sum = putRow<Kernel>(panel + r * Kernel::kGroup, height, width,
                                       [=](uint32_t i) { return rounded(scaled(i) * inverse); });
    out.scales[row] = scale;
    out.excess[row] = -Kernel::kOffset * sum;
  });
}

/// Applies GELU to rows of values, `stride` from one to the next, and quantises what it makes, each less
/// kGeluLeast and times its factor: being positive, they use all 256 levels.
template <typename Kernel>
void quantizeRaised(float* values, uint32_t stride, uint32_t rows, uint32_t width, const float* factors,
                    const LeftRows<Kernel>& out) {
  eachRow(out.panels, rows, width, [&](auto* panel, uint32_t r, uint32_t height, uint32_t row) {
    float* from = values + static_cast<size_t>(row) * stride;
    const float peak = largestOfRow(width, [=](uint32_t i) {
      const Float4 value = (gelu(loadFloats(from + i)) - everyLane(kGeluLeast)) * loadFloats(factors + i);
      store(from + i, value);
      return value;
    });
    const float scale = scaleFor(peak, 2 * kLeftPeak + 1);
    const Float4 inverse = everyLane(1.0F / scale);
    const int32_t sum = putRow<Kernel>(panel + r * Kernel::kGroup, height, width, [=](uint32_t i) {
      return rounded(loadFloats(from + i) * inverse) - everyLane(kRaise);
    });
    out.scales[row] = scale;
    out.excess[row] = -Kernel::kOffset * sum;
  });
}

}  // namespace leann
