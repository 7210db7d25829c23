// e^x with the same bits on every platform: the libraries of C differ in the last ones.
#pragma once

#include <cmath>

namespace leann {

/// Within 1e-5 of e^x, as a share of it; 0 below -87, and no more than e^87.
inline float exponential(float x) {
  constexpr float kLog2E = 1.44269504F;
  constexpr float kMost = 87.0F;
  if (!(x > -kMost)) return 0;
  const float power = (x < kMost ? x : kMost) * kLog2E;
  const float whole = std::floor(power + 0.5F);
  const float rest = power - whole;
  // The series of 2^rest, |rest| <= 1/2.
  constexpr float kTerms[] = {1.0F,          0.693147181F,   0.240226507F,
                              0.0555041087F, 0.00961812911F, 0.00133335581F};
  float sum = 0;
  for (int i = 5; i >= 0; --i) sum = sum * rest + kTerms[i];
  return std::ldexp(sum, static_cast<int>(whole));
}

}  // namespace leann
