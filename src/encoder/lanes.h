// Four floats or integers at once: SIMD128 in WebAssembly, whatever the compiler makes of it elsewhere, equal
// to the last bit. Only + - * / sqrt touch floats.
#pragma once

#include <cstddef>
#include <cstdint>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#endif

#define LEANN_INLINE [[gnu::always_inline]] inline

namespace leann {

// Vector extensions of GCC and Clang.
using Float4 = float __attribute__((vector_size(16)));
using Int4 = int32_t __attribute__((vector_size(16)));

constexpr uint32_t kLaneCount = 4;

LEANN_INLINE Float4 loadFloats(const float* p) {
  Float4 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
LEANN_INLINE Int4 loadIntegers(const int32_t* p) {
  Int4 v;
  __builtin_memcpy(&v, p, sizeof v);
  return v;
}
LEANN_INLINE void store(float* p, Float4 v) { __builtin_memcpy(p, &v, sizeof v); }
LEANN_INLINE void store(int32_t* p, Int4 v) { __builtin_memcpy(p, &v, sizeof v); }

LEANN_INLINE Float4 everyLane(float value) { return Float4{value, value, value, value}; }
LEANN_INLINE Int4 everyLane(int32_t value) { return Int4{value, value, value, value}; }

LEANN_INLINE Float4 toFloats(Int4 v) { return __builtin_convertvector(v, Float4); }
LEANN_INLINE Int4 bitsOf(Float4 v) { return __builtin_bit_cast(Int4, v); }
LEANN_INLINE Float4 fromBits(Int4 v) { return __builtin_bit_cast(Float4, v); }

/// `then` where the mask is set, else `otherwise`.
LEANN_INLINE Int4 select(Int4 mask, Int4 then, Int4 otherwise) { return (mask & then) | (~mask & otherwise); }

LEANN_INLINE Float4 larger(Float4 a, Float4 b) {
#if defined(__wasm_simd128__)
  return __builtin_bit_cast(Float4,
                            wasm_f32x4_pmax(__builtin_bit_cast(v128_t, a), __builtin_bit_cast(v128_t, b)));
#else
  return fromBits(select(a < b, bitsOf(b), bitsOf(a)));
#endif
}
LEANN_INLINE Float4 smaller(Float4 a, Float4 b) {
#if defined(__wasm_simd128__)
  return __builtin_bit_cast(Float4,
                            wasm_f32x4_pmin(__builtin_bit_cast(v128_t, a), __builtin_bit_cast(v128_t, b)));
#else
  return fromBits(select(b < a, bitsOf(b), bitsOf(a)));
#endif
}
LEANN_INLINE Int4 larger(Int4 a, Int4 b) {
#if defined(__wasm_simd128__)
  return __builtin_bit_cast(Int4,
                            wasm_i32x4_max(__builtin_bit_cast(v128_t, a), __builtin_bit_cast(v128_t, b)));
#else
  return select(a < b, b, a);
#endif
}
LEANN_INLINE Float4 magnitude(Float4 v) { return fromBits(bitsOf(v) & everyLane(0x7FFFFFFF)); }

LEANN_INLINE float sumOf(Float4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }
LEANN_INLINE int32_t sumOf(Int4 v) { return (v[0] + v[2]) + (v[1] + v[3]); }
LEANN_INLINE float largestOf(Float4 v) {
  const float a = v[0] < v[2] ? v[2] : v[0];
  const float b = v[1] < v[3] ? v[3] : v[1];
  return a < b ? b : a;
}
LEANN_INLINE int32_t largestOf(Int4 v) {
  const int32_t a = v[0] < v[2] ? v[2] : v[0];
  const int32_t b = v[1] < v[3] ? v[3] : v[1];
  return a < b ? b : a;
}

/// Added to a float of magnitude below 2^22, it leaves the nearest integer in the lowest bits.
constexpr float kRounder = 12582912.0F;
constexpr int32_t kRounderBits = 0x4B400000;

/// The nearest integers, halves to even. For magnitudes below 2^22; of others, some integer.
LEANN_INLINE Int4 rounded(Float4 v) { return bitsOf(v + everyLane(kRounder)) - everyLane(kRounderBits); }

}  // namespace leann
