#include "table/term_table.h"

#include <algorithm>
#include <cmath>

#include "base/half_float.h"

namespace leann {
namespace {

constexpr int kLargest = 7;

int leveled(float value, float scale) {
  const int level = static_cast<int>(std::floor(value / scale + 0.5F));
  return std::clamp(level, -kLargest, kLargest);
}

float errorAt(std::span<const float> values, float scale) {
  float error = 0;
  for (const float value : values) {
    const float off = value - scale * static_cast<float>(leveled(value, scale));
    error += off * off;
  }
  return error;
}

// Cutting off the largest magnitudes is worth finer steps for all others.
float scaleOf(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::fabs(value));
  float best = 0;
  float least = 0;
  for (const float share : {1.0F, 0.9F, 0.8F, 0.7F, 0.6F}) {
    const float scale = decodeHalf(encodeHalf(share * largest / kLargest));
    if (scale == 0) break;
    const float error = errorAt(values, scale);
    if (best != 0 && error >= least) continue;
    best = scale;
    least = error;
  }
  return best;
}

}  // namespace

void packRow(std::span<const float> values, float weight, uint8_t* out) {
  const float scale = scaleOf(values);
  const uint16_t half = encodeHalf(scale);
  out[0] = static_cast<uint8_t>(std::floor(std::clamp(weight, 0.0F, 1.0F) * 255 + 0.5F));
  out[1] = static_cast<uint8_t>(half & 0xFFU);
  out[2] = static_cast<uint8_t>(half >> 8U);
  uint8_t* packed = out + 3;
  std::fill_n(packed, (values.size() + 1) / 2, uint8_t{0});
  for (size_t i = 0; i < values.size(); ++i) {
    const auto level = static_cast<unsigned>(scale == 0 ? 8 : leveled(values[i], scale) + 8);
    packed[i / 2] = static_cast<uint8_t>(packed[i / 2] | (level << (i % 2 * 4)));
  }
}

}  // namespace leann
