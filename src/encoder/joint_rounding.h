// Rounds the weights of a dense layer one after another, each so that it makes up for what those before it
// make of a sample of inputs: the aim of GPTQ (Frantar et al. 2022, section 3), reached by steps of
// coordinate descent as in QuantEase (Behdin et al. 2023), whose further rounds gain little.
// cli/model/joint-rounding.ts makes the sample.
#pragma once

#include <cstddef>
#include <cstdint>

#include "encoder/float_products.h"

namespace leann {

struct RoundedJointly {
  uint32_t inner;
  uint32_t outer;
  uint32_t tokens;
  /// The greatest magnitude of a code.
  int32_t most;
  /// [outer, inner]
  const float* weights;
  /// One for each row of weights.
  const float* scales;
  /// The sample, [inner, tokens].
  const float* columns;
  /// The order of the inputs.
  const uint32_t* order;
  /// How far each of them is corrected, by what the errors so far make of its column.
  const double* believed;
  /// [outer, inner]
  int8_t* codes;
};

/// Rows of weights that are gone through side by side: what is read of the sample serves all of them.
constexpr size_t kRoundedLanes = 8;

/// As JavaScript rounds.
inline double roundedUp(double value) {
  const double above = __builtin_ceil(value);
  return above - 0.5 > value ? above - 1 : above;
}

/// Adds one column to the lanes of `made`, times their errors, and multiplies them with another: in one pass,
/// since reading them is most of the work.
inline void addAndMultiply(double* made, size_t tokens, const float* added, const double* errors,
                           const float* multiplied, double* products) {
  constexpr size_t kPairs = kRoundedLanes / 2;
  Sums error[kPairs];
  Sums sum[kPairs] = {};
  for (size_t pair = 0; pair < kPairs; pair++) error[pair] = sumsAt(errors + 2 * pair);
  for (size_t t = 0; t < tokens; t++) {
    const double plus = added[t];
    const double factor = multiplied[t];
    double* lanes = made + t * kRoundedLanes;
    for (size_t pair = 0; pair < kPairs; pair++) {
      const Sums now = sumsAt(lanes + 2 * pair) + error[pair] * Sums{plus, plus};
      lanes[2 * pair] = now[0];
      lanes[2 * pair + 1] = now[1];
      sum[pair] += now * Sums{factor, factor};
    }
  }
  for (size_t pair = 0; pair < kPairs; pair++) {
    products[2 * pair] = sum[pair][0];
    products[2 * pair + 1] = sum[pair][1];
  }
}

/// Fills in the codes. `outer` is a multiple of kRoundedLanes; `made` has space for that many values of each
/// token.
inline void roundJointly(const RoundedJointly& layer, double* made) {
  const size_t inner = layer.inner;
  const size_t tokens = layer.tokens;
  for (size_t first = 0; first < layer.outer; first += kRoundedLanes) {
    double products[kRoundedLanes];
    double errors[kRoundedLanes] = {};
    for (size_t at = 0; at < tokens * kRoundedLanes; at++) made[at] = 0;
    size_t last = 0;
    for (size_t step = 0; step < inner; step++) {
      const size_t i = layer.order[step];
      addAndMultiply(made, tokens, layer.columns + last * tokens, errors, layer.columns + i * tokens,
                     products);
      last = i;
      for (size_t lane = 0; lane < kRoundedLanes; lane++) {
        const size_t at = (first + lane) * inner + i;
        const double weight = layer.weights[at];
        const double scale = layer.scales[first + lane];
        const double most = layer.most;
        const double code = roundedUp((weight + layer.believed[i] * products[lane]) / scale);
        const double kept = code > most ? most : code > -most ? code : -most;
        layer.codes[at] = static_cast<int8_t>(kept);
        errors[lane] = weight - kept * scale;
      }
    }
  }
}

}  // namespace leann
