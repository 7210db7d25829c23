// The products of an encoder with SIMD128 as every browser has it: pairs of 16-bit integers.
#pragma once

#include <wasm_simd128.h>

#include <cstdint>

#include "encoder/lanes.h"
#include "encoder/tile.h"

namespace leann {

/// As ScalarKernel.
struct PlainKernel {
  static constexpr uint32_t kGroup = 2;
  using Left = int16_t;
  using Weight = int8_t;
  using Key = int16_t;
  using Value = int16_t;
  static constexpr int32_t kOffset = 0;
  static constexpr uint32_t kShareRows = 1;

  LEANN_INLINE static void putLeft(Left* panel, uint32_t rows, uint32_t row, uint32_t inner, Int4 values) {
    const v128_t wide = __builtin_bit_cast(v128_t, values);
    const v128_t narrow = wasm_i16x8_narrow_i32x4(wide, wide);
    Left* to = panel + (inner / kGroup * rows + row) * kGroup;
    wasm_v128_store32_lane(to, narrow, 0);
    wasm_v128_store32_lane(to + rows * kGroup, narrow, 1);
  }

  LEANN_INLINE static void putSixteen(Left* to, uint32_t rows, const Int4* values) {
    putEight(to, rows, values[0], values[1]);
    putEight(to + 8 * rows, rows, values[2], values[3]);
  }

  LEANN_INLINE static void putShares(Left* panel, uint32_t rows, uint32_t row, uint32_t inner, Int4 shares) {
    putLeft(panel, rows, row, inner, shares);
  }

  LEANN_INLINE static void putValues(Value* tile, uint32_t column, uint32_t token, const Int4* values) {
    const Int4 low = everyLane(0xFFFF);
    Value* to = tile + (token / kGroup * kTileColumns + column) * kGroup;
    wasm_v128_store(to, __builtin_bit_cast(v128_t, (values[0] & low) | (values[1] << 16)));
    wasm_v128_store(to + kTileColumns * kGroup,
                    __builtin_bit_cast(v128_t, (values[2] & low) | (values[3] << 16)));
  }

  template <uint32_t Rows>
  LEANN_INLINE static void timesWeights(const Left* left, const Weight* right, uint32_t inner, Int4* sums) {
    multiply<Rows>(left, right, inner, sums, [](const Weight* from) { return wasm_i16x8_load8x8(from); });
  }

  template <uint32_t Rows>
  LEANN_INLINE static void timesKeys(const Left* left, const Key* right, uint32_t inner, Int4* sums) {
    multiply<Rows>(left, right, inner, sums, [](const Key* from) { return wasm_v128_load(from); });
  }

  template <uint32_t Rows>
  LEANN_INLINE static void timesValues(const Left* left, const Value* right, uint32_t inner, Int4* sums) {
    multiply<Rows>(left, right, inner, sums, [](const Value* from) { return wasm_v128_load(from); });
  }

 private:
  LEANN_INLINE static void putEight(Left* to, uint32_t rows, Int4 low, Int4 high) {
    const v128_t narrow =
        wasm_i16x8_narrow_i32x4(__builtin_bit_cast(v128_t, low), __builtin_bit_cast(v128_t, high));
    const uint32_t step = rows * kGroup;
    wasm_v128_store32_lane(to, narrow, 0);
    wasm_v128_store32_lane(to + step, narrow, 1);
    wasm_v128_store32_lane(to + 2 * step, narrow, 2);
    wasm_v128_store32_lane(to + 3 * step, narrow, 3);
  }

  template <uint32_t Rows, typename Right, typename Load>
  LEANN_INLINE static void multiply(const Left* left, const Right* right, uint32_t inner, Int4* sums,
                                    Load load) {
    for (uint32_t i = 0; i < 2 * Rows; ++i) sums[i] = everyLane(0);
    for (uint32_t i = 0; i < inner; i += kGroup) {
      const v128_t first = load(right);
      const v128_t second = load(right + kTileColumns);
      for (uint32_t row = 0; row < Rows; ++row) {
        const v128_t pair = wasm_v128_load32_splat(left + kGroup * row);
        sums[2 * row] += __builtin_bit_cast(Int4, wasm_i32x4_dot_i16x8(first, pair));
        sums[2 * row + 1] += __builtin_bit_cast(Int4, wasm_i32x4_dot_i16x8(second, pair));
      }
      left += kGroup * Rows;
      right += kGroup * kTileColumns;
    }
  }
};

}  // namespace leann
