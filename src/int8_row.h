// A vector as one byte a component and a scale: a quarter of the memory of float32.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

namespace leann {

/// Writes row.size() values with row[i] about values[i] * scale, off by at most scale / 2, and returns
/// scale = max |row[i]| / 127. Components must be finite. A row too small for that (below 1e-36, zero
/// included) becomes zeros with scale 1.
inline float encodeInt8Row(std::span<const float> row, int8_t* values) {
  float most = 0;
  for (const float x : row) most = std::max(most, std::fabs(x));
  const float scale = most / 127;
  if (scale < std::numeric_limits<float>::min()) {
    std::fill_n(values, row.size(), int8_t{0});
    return 1;
  }
  for (size_t i = 0; i < row.size(); ++i) {
    values[i] = static_cast<int8_t>(std::floor(row[i] / scale + 0.5F));
  }
  return scale;
}

/// out[i] = values[i] * scale, for out.size() values.
inline void decodeInt8Row(const int8_t* values, float scale, std::span<float> out) {
  for (size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(values[i]) * scale;
}

}  // namespace leann
