// IEEE 754 half precision (binary16): half the memory of float32, and 11 significant bits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace leann {

inline constexpr float kLargestHalf = 65504;
inline constexpr float kSmallestNormalHalf = 0x1p-14F;  // below it halves lie 2^-24 apart

inline bool isFiniteHalf(uint16_t half) { return (half & 0x7C00U) != 0x7C00U; }

/// The nearest half, of two equally near ones the even one, as IEEE 754 has it: 65,520 and above become
/// infinity, magnitudes up to 2^-25 zero, and NaN stays NaN.
inline uint16_t encodeHalf(float value) {
  constexpr uint32_t kInfinity = 0x7F800000, kInfiniteHalf = 0x7C00, kQuietHalf = 0x0200;
  const auto bits = __builtin_bit_cast(uint32_t, value);
  const uint32_t sign = bits >> 16 & 0x8000U;
  const uint32_t magnitude = bits & 0x7FFFFFFFU;
  uint32_t half = 0;
  if (magnitude > kInfinity) {
    const uint32_t payload = magnitude >> 13 & 0x3FFU;
    half = kInfiniteHalf | (payload == 0 ? kQuietHalf : payload);
  } else if (magnitude >= __builtin_bit_cast(uint32_t, 65536.0F)) {
    half = kInfiniteHalf;
  } else if (magnitude >= __builtin_bit_cast(uint32_t, kSmallestNormalHalf)) {
    // A carry goes on into the exponent, as it must. The exponents' biases are 112 apart.
    half = (magnitude - (112U << 23) + 0xFFFU + (magnitude >> 13 & 1U)) >> 13;
  } else {
    // Floats from 0.5 on lie 2^-24 apart, as small halves do: the sum is rounded as we want it.
    const float sum = __builtin_bit_cast(float, magnitude) + 0.5F;
    half = __builtin_bit_cast(uint32_t, sum) - __builtin_bit_cast(uint32_t, 0.5F);
  }
  return static_cast<uint16_t>(sign | half);
}

/// Exact.
inline float decodeHalf(uint16_t half) {
  const uint32_t sign = (half & 0x8000U) << 16;
  const uint32_t magnitude = (half & 0x7FFFU) << 13;
  if (!isFiniteHalf(half)) return __builtin_bit_cast(float, sign | 0x7F800000U | magnitude);
  return __builtin_bit_cast(float, sign | magnitude) * 0x1p112F;  // the exponents' biases are 112 apart
}

/// Writes row.size() halves.
inline void encodeHalfRow(std::span<const float> row, uint16_t* halves) {
  for (size_t i = 0; i < row.size(); ++i) halves[i] = encodeHalf(row[i]);
}

/// Reads out.size() halves.
inline void decodeHalfRow(const uint16_t* halves, std::span<float> out) {
  for (size_t i = 0; i < out.size(); ++i) out[i] = decodeHalf(halves[i]);
}

}  // namespace leann
