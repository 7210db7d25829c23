// The natural logarithm, the same to the last bit everywhere: the standard library's is not.
#pragma once

#include <cstdint>

namespace leann {

/// `value`: positive and normal. Within 1e-12 of the logarithm, by + - * / alone: of the binary exponent, and
/// of the rest, from the root of 1/2 to that of 2, by the series of the inverse hyperbolic tangent.
inline double naturalLogarithm(double value) {
  constexpr double kLogarithmOf2 = 0.693147180559945309417;
  constexpr double kRootOf2 = 1.41421356237309504880;
  constexpr uint64_t kMantissa = (uint64_t{1} << 52U) - 1;
  const auto bits = __builtin_bit_cast(uint64_t, value);
  auto exponent = static_cast<int32_t>(bits >> 52U) - 1023;
  double rest = __builtin_bit_cast(double, (bits & kMantissa) | uint64_t{1023} << 52U);
  if (rest > kRootOf2) {
    rest /= 2;
    ++exponent;
  }
  const double z = (rest - 1) / (rest + 1);
  double sum = 0;
  for (int32_t power = 15; power > 0; power -= 2) sum = sum * (z * z) + 1.0 / power;
  return exponent * kLogarithmOf2 + 2 * z * sum;
}

}  // namespace leann
