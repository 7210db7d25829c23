// Dense layers in floats, as they are before their weights are rounded. Sums have one order, which is part of
// the result: weights are rounded by them, and whoever rounds the same model gets the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>

namespace leann {

/// Two sums side by side.
using Sums = double __attribute__((vector_size(16)));

inline Sums sumsAt(const double* at) { return Sums{at[0], at[1]}; }

/// What `lanes` rows of inputs make of one row of weights, both of `inner` values, a multiple of 4. Four sums
/// a row: one would wait for itself.
template <size_t lanes>
void multiplyRows(const double* weights, const double* rows, size_t inner, double* products) {
  Sums early[lanes] = {};
  Sums late[lanes] = {};
  for (size_t i = 0; i < inner; i += 4) {
    const Sums first = sumsAt(weights + i);
    const Sums second = sumsAt(weights + i + 2);
    for (size_t lane = 0; lane < lanes; lane++) {
      early[lane] += first * sumsAt(rows + lane * inner + i);
      late[lane] += second * sumsAt(rows + lane * inner + i + 2);
    }
  }
  for (size_t lane = 0; lane < lanes; lane++) {
    products[lane] = early[lane][0] + early[lane][1] + (late[lane][0] + late[lane][1]);
  }
}

struct FloatDense {
  uint32_t inner;
  uint32_t outer;
  /// [outer, inner]
  const float* weights;
  const float* bias;
};

/// `out`, [count, outer], of `rows`, [count, inner]. `wide` has space for one row more than there are.
inline void multiplyFloats(const FloatDense& layer, const float* rows, size_t count, double* wide,
                           float* out) {
  constexpr size_t kLanes = 4;
  const size_t inner = layer.inner;
  double* weights = wide + count * inner;
  for (size_t at = 0; at < count * inner; at++) wide[at] = rows[at];
  for (size_t o = 0; o < layer.outer; o++) {
    for (size_t i = 0; i < inner; i++) weights[i] = layer.weights[o * inner + i];
    const double bias = layer.bias[o];
    const auto put = [&](size_t row, double product) {
      out[row * layer.outer + o] = static_cast<float>(product + bias);
    };
    size_t row = 0;
    for (; row + kLanes <= count; row += kLanes) {
      double products[kLanes];
      multiplyRows<kLanes>(weights, wide + row * inner, inner, products);
      for (size_t lane = 0; lane < kLanes; lane++) put(row + lane, products[lane]);
    }
    for (; row < count; row++) {
      double product = 0;
      multiplyRows<1>(weights, wide + row * inner, inner, &product);
      put(row, product);
    }
  }
}

}  // namespace leann
