// The products of an encoder with the dot products of relaxed SIMD, four 8-bit integers at a time. One side
// of such a product has to be without a sign and of 7 bits, else processors differ: weights and keys are
// raised by 64, and shares of 14 bits are cut into two halves. Nothing saturates then.
#pragma once

#include <wasm_simd128.h>

#include <cstdint>

#include "encoder/lanes.h"
#include "encoder/tile.h"

namespace leann {

// clang-format off
// Written as bytes: compilers older than the standard number these instructions otherwise. `a` has the sign; `to` is set to
// `sum` and the products.
// i32x4.relaxed_dot_i8x16_i7x16_add_s, 0x113.
#define LEANN_DOT_ADD(a, b, sum, to)              \
  "local.get " a "\n\tlocal.get " b "\n\t"        \
  "local.get " sum "\n\t"                         \
  ".byte 0xfd, 0x93, 0x02\n\t"                    \
  "local.set " to "\n\t"
// i16x8.relaxed_dot_i8x16_i7x16_s, 0x112, and the sums of its pairs.
#define LEANN_DOT_PAIRS(a, b, sum, to)            \
  "local.get " a "\n\tlocal.get " b "\n\t"        \
  ".byte 0xfd, 0x92, 0x02\n\t"                    \
  "local.get %9\n\ti32x4.dot_i16x8_s\n\t"         \
  "local.get " sum "\n\ti32x4.add\n\t"            \
  "local.set " to "\n\t"

// Reads the four values of one row into all lanes. V8 puts the offset of the first into an addition of its own, which takes a
// place of a product where a product is one instruction; the second is better there, and worse where it is several.
#define LEANN_FOUR "local.get %3\n\tv128.load32_splat %8:p2align=2\n\tlocal.set %2\n\t"
#define LEANN_FOUR_AS_FLOAT "local.get %3\n\tf32.load %8:p2align=2\n\tf32x4.splat\n\tlocal.set %2\n\t"
// Sets `low` and `high` to the new sums of one row. One block: if the compiler may put something between the two products, V8
// spills registers.
#define LEANN_ROW(four, product) \
  LEANN_ROW_BLOCK(four product("%2", "%4", "%6", "%0") product("%2", "%5", "%7", "%1"))
#define LEANN_SHARES_ROW(four, product) \
  LEANN_ROW_BLOCK(four product("%4", "%2", "%6", "%0") product("%5", "%2", "%7", "%1"))
#define LEANN_ROW_BLOCK(text)                                                                  \
  __asm__(text                                                                                 \
          : "=&r"(low), "=&r"(high), "=&r"(four)                                               \
          : "r"(left), "r"(first), "r"(second), "r"(sums[2 * row]), "r"(sums[2 * row + 1]),    \
            "i"(kGroup * row), "r"(ones)                                                       \
          : "memory")
// clang-format on

/// As ScalarKernel. `WithSum`: 0x113, which adds up four products at once; else 0x112, which processors
/// without such an instruction are faster with.
template <bool WithSum>
struct RelaxedKernel {
  static constexpr uint32_t kGroup = 4;
  using Left = int8_t;
  using Weight = int8_t;
  using Key = int8_t;
  using Value = int8_t;
  static constexpr int32_t kOffset = 64;
  static constexpr uint32_t kShareRows = 2;

  LEANN_INLINE static void putLeft(Left* panel, uint32_t rows, uint32_t row, uint32_t inner, Int4 values) {
    const v128_t wide = __builtin_bit_cast(v128_t, values);
    v128_t narrow = wasm_i16x8_narrow_i32x4(wide, wide);
    narrow = wasm_i8x16_narrow_i16x8(narrow, narrow);
    wasm_v128_store32_lane(panel + (inner / kGroup * rows + row) * kGroup, narrow, 0);
  }

  LEANN_INLINE static void putSixteen(Left* to, uint32_t rows, const Int4* values) {
    const v128_t narrow =
        wasm_i8x16_narrow_i16x8(narrowed(values[0], values[1]), narrowed(values[2], values[3]));
    const uint32_t step = rows * kGroup;
    wasm_v128_store32_lane(to, narrow, 0);
    wasm_v128_store32_lane(to + step, narrow, 1);
    wasm_v128_store32_lane(to + 2 * step, narrow, 2);
    wasm_v128_store32_lane(to + 3 * step, narrow, 3);
  }

  /// The upper seven bits of the shares as one row, the lower seven as the next.
  LEANN_INLINE static void putShares(Left* panel, uint32_t rows, uint32_t row, uint32_t inner, Int4 shares) {
    const Int4 seven = everyLane(127);
    const v128_t both = wasm_i16x8_narrow_i32x4(__builtin_bit_cast(v128_t, shares >> 7),
                                                __builtin_bit_cast(v128_t, shares & seven));
    wasm_v128_store64_lane(panel + (inner / kGroup * 2 * rows + 2 * row) * kGroup,
                           wasm_i8x16_narrow_i16x8(both, both), 0);
  }

  LEANN_INLINE static void putValues(Value* tile, uint32_t column, uint32_t token, const Int4* values) {
    const Int4 low = everyLane(0xFF);
    const Int4 all =
        (values[0] & low) | ((values[1] & low) << 8) | ((values[2] & low) << 16) | (values[3] << 24);
    wasm_v128_store(tile + (token / kGroup * kTileColumns + column) * kGroup,
                    __builtin_bit_cast(v128_t, all));
  }

  template <uint32_t Rows>
  LEANN_INLINE static void timesWeights(const Left* left, const Weight* right, uint32_t inner, Int4* sums) {
    multiply<Rows, false>(left, right, inner, sums);
  }

  template <uint32_t Rows>
  LEANN_INLINE static void timesKeys(const Left* left, const Key* right, uint32_t inner, Int4* sums) {
    multiply<Rows, false>(left, right, inner, sums);
  }

  template <uint32_t Rows>
  LEANN_INLINE static void timesValues(const Left* left, const Value* right, uint32_t inner, Int4* sums) {
    multiply<Rows, true>(left, right, inner, sums);
  }

 private:
  LEANN_INLINE static v128_t narrowed(Int4 low, Int4 high) {
    return wasm_i16x8_narrow_i32x4(__builtin_bit_cast(v128_t, low), __builtin_bit_cast(v128_t, high));
  }

  template <uint32_t Rows, bool Shares>
  LEANN_INLINE static void multiply(const Left* left, const int8_t* right, uint32_t inner, Int4* out) {
    const v128_t ones = wasm_i16x8_const_splat(1);
    v128_t sums[2 * Rows];
    for (uint32_t i = 0; i < 2 * Rows; ++i) sums[i] = wasm_i32x4_const_splat(0);
    for (uint32_t i = 0; i < inner; i += kGroup) {
      const v128_t first = wasm_v128_load(right);
      const v128_t second = wasm_v128_load(right + 16);
      for (uint32_t row = 0; row < Rows; ++row) {
        v128_t low;
        v128_t high;
        v128_t four;
        if constexpr (WithSum && Shares) {
          LEANN_SHARES_ROW(LEANN_FOUR_AS_FLOAT, LEANN_DOT_ADD);
        } else if constexpr (WithSum) {
          LEANN_ROW(LEANN_FOUR_AS_FLOAT, LEANN_DOT_ADD);
        } else if constexpr (Shares) {
          LEANN_SHARES_ROW(LEANN_FOUR, LEANN_DOT_PAIRS);
        } else {
          LEANN_ROW(LEANN_FOUR, LEANN_DOT_PAIRS);
        }
        sums[2 * row] = low;
        sums[2 * row + 1] = high;
      }
      left += kGroup * Rows;
      right += kGroup * kTileColumns;
    }
    for (uint32_t i = 0; i < 2 * Rows; ++i) out[i] = __builtin_bit_cast(Int4, sums[i]);
  }
};

#undef LEANN_FOUR
#undef LEANN_FOUR_AS_FLOAT
#undef LEANN_ROW
#undef LEANN_SHARES_ROW
#undef LEANN_DOT_ADD
#undef LEANN_DOT_PAIRS
#undef LEANN_ROW_BLOCK

}  // namespace leann
