// The products of an encoder, one by one: what the other kernels have to equal.
#pragma once

#include <cstdint>

#include "encoder/lanes.h"
#include "encoder/tile.h"

namespace leann {

/**
 * A kernel lays out matrices and multiplies tiles. The left side has values of 8 bits, -128 ... 127, or
 * shares of 14 bits without a sign; the right side has weights and keys of 7 bits, -63 ... 63, or values
 * of 8. No sum overflows, so each kernel gives the same integers.
 *
 * kGroup neighbouring values of the inner dimension lie side by side: on the left those of one row, then of
 * the next, on the right those of one column, then of the next.
 */
struct ScalarKernel {
  static constexpr uint32_t kGroup = 1;
  using Left = int16_t;
  using Weight = int8_t;
  using Key = int16_t;
  using Value = int16_t;
  /// Added to weights and keys, which adds as many times the sum of a row to its products.
  static constexpr int32_t kOffset = 0;
  /// Rows of the left side that a row of shares takes.
  static constexpr uint32_t kShareRows = 1;

  /// Puts four values of row `row` from `inner` on into a panel.
  static void putLeft(Left* panel, uint32_t rows, uint32_t row, uint32_t inner, Int4 values) {
    for (uint32_t i = 0; i < kLaneCount; ++i) panel[(inner + i) * rows + row] = static_cast<Left>(values[i]);
  }

  /// Puts sixteen values of a row of a panel of `rows` rows, from where the first is.
  static void putSixteen(Left* to, uint32_t rows, const Int4* values) {
    for (uint32_t i = 0; i < 4; ++i) putLeft(to, rows, 0, kLaneCount * i, values[i]);
  }

  static void putShares(Left* panel, uint32_t rows, uint32_t row, uint32_t inner, Int4 shares) {
    putLeft(panel, rows, row, inner, shares);
  }

  /// Puts the values of four tokens, lanes being neighbouring channels, into a tile's right side.
  static void putValues(Value* tile, uint32_t column, uint32_t token, const Int4* values) {
    for (uint32_t i = 0; i < kLaneCount; ++i) {
      for (uint32_t c = 0; c < kLaneCount; ++c) {
        tile[(token + i) * kTileColumns + column + c] = static_cast<Value>(values[i][c]);
      }
    }
  }

  template <uint32_t Rows>
  static void timesWeights(const Left* left, const Weight* right, uint32_t inner, Int4* sums) {
    multiply<Rows>(left, right, inner, sums);
  }

  template <uint32_t Rows>
  static void timesKeys(const Left* left, const Key* right, uint32_t inner, Int4* sums) {
    multiply<Rows>(left, right, inner, sums);
  }

  template <uint32_t Rows>
  static void timesValues(const Left* left, const Value* right, uint32_t inner, Int4* sums) {
    multiply<Rows>(left, right, inner, sums);
  }

 private:
  template <uint32_t Rows, typename Right>
  static void multiply(const Left* left, const Right* right, uint32_t inner, Int4* sums) {
    for (uint32_t row = 0; row < Rows; ++row) {
      for (uint32_t column = 0; column < kTileColumns; ++column) {
        int32_t sum = 0;
        for (uint32_t i = 0; i < inner; ++i) sum += left[i * Rows + row] * right[i * kTileColumns + column];
        sums[2 * row + column / kLaneCount][column % kLaneCount] = sum;
      }
    }
  }
};

}  // namespace leann
