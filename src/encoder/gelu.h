// The activation of BERT: x times the share of a normal distribution that lies below x.
#pragma once

#include "encoder/lanes.h"

namespace leann {

/// The least value of GELU, rounded down.
constexpr float kGeluLeast = -0.17F;

/// Within 4e-5 up to |x| = 4, within 3e-4 up to 8; the error grows with x beyond. A polynomial in x^2 for
/// half of erf(x / sqrt 2) / x, the best one of its degree for x · erf.
LEANN_INLINE Float4 gelu(Float4 x) {
  constexpr float kReach = 4.0F;
  constexpr float kTerms[] = {0.398667276F,     -0.0658765808F,  0.00949852634F, -0.00100452919F,
                              0.0000745590296F, -3.63280287e-6F, 1.03167565e-7F, -1.28379929e-9F};
  const Float4 c = smaller(everyLane(kReach), larger(everyLane(-kReach), x));
  const Float4 square = c * c;
  Float4 sum = everyLane(kTerms[7]);
  for (int i = 6; i >= 0; --i) sum = sum * square + everyLane(kTerms[i]);
  return x * (everyLane(0.5F) + c * sum);
}

}  // namespace leann
