#include "vector/distance.h"

#include <cstring>
#include <limits>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace leann {
namespace {

// GCC and Clang vector extensions: SSE natively, SIMD128 in WebAssembly, from one source.
using Float4 = float __attribute__((vector_size(16)));

Float4 load(const float* p) {
  Float4 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

struct Product {
  template <typename T>
  T operator()(T a, T b) const {
    return a * b;
  }
};

struct SquaredDifference {
  template <typename T>
  T operator()(T a, T b) const {
    const T d = a - b;
    return d * d;
  }
};

constexpr size_t kLanes = 16;

template <typename Term>
float sumSimd(const float* a, const float* b, size_t dimension, Term term) {
  Float4 s0{}, s1{}, s2{}, s3{};
  size_t i = 0;
  for (; i + kLanes <= dimension; i += kLanes) {
    s0 += term(load(a + i), load(b + i));
    s1 += term(load(a + i + 4), load(b + i + 4));
    s2 += term(load(a + i + 8), load(b + i + 8));
    s3 += term(load(a + i + 12), load(b + i + 12));
  }
  const Float4 s = (s0 + s1) + (s2 + s3);
  float sum = (s[0] + s[1]) + (s[2] + s[3]);
  for (; i < dimension; ++i) sum += term(a[i], b[i]);
  return sum;
}

template <typename Term>
float sumScalar(const float* a, const float* b, size_t dimension, Term term) {
  float lane[kLanes] = {};
  size_t i = 0;
  for (; i + kLanes <= dimension; i += kLanes) {
    for (size_t j = 0; j < kLanes; ++j) lane[j] += term(a[i + j], b[i + j]);
  }
  float quarter[4];
  for (size_t j = 0; j < 4; ++j) quarter[j] = (lane[j] + lane[j + 4]) + (lane[j + 8] + lane[j + 12]);
  float sum = (quarter[0] + quarter[1]) + (quarter[2] + quarter[3]);
  for (; i < dimension; ++i) sum += term(a[i], b[i]);
  return sum;
}

// Any order of the sums of an int8 product gives the same integer, as none of them overflows.
constexpr int64_t kLargestInt8Sum = int64_t{65535} * 127 * 127;
static_assert(kLargestInt8Sum <= std::numeric_limits<int32_t>::max());

#if defined(__wasm_simd128__) || defined(__SSE2__)
#define LEANN_INT8_SIMD 1

using Short8 = int16_t __attribute__((vector_size(16)));
using Int4 = int32_t __attribute__((vector_size(16)));

Short8 loadBytes(const int8_t* p) {
  Short8 v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

// Products of neighbouring lanes, added: one instruction on either machine, for which the vector extensions
// have no operator.
Int4 multiplyAddPairs(Short8 a, Short8 b) {
#if defined(__wasm_simd128__)
  return reinterpret_cast<Int4>(
      wasm_i32x4_dot_i16x8(reinterpret_cast<v128_t>(a), reinterpret_cast<v128_t>(b)));
#else
  return reinterpret_cast<Int4>(_mm_madd_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#endif
}
#endif

}  // namespace

float dot(const float* a, const float* b, size_t dimension) { return sumSimd(a, b, dimension, Product{}); }

float squaredL2(const float* a, const float* b, size_t dimension) {
  return sumSimd(a, b, dimension, SquaredDifference{});
}

int32_t dot(const int8_t* a, const int8_t* b, size_t dimension) {
#ifdef LEANN_INT8_SIMD
  Int4 odd{}, even{};
  size_t i = 0;
  for (; i + kLanes <= dimension; i += kLanes) {
    // Two bytes a lane: shifting right alone leaves the upper one, left and then right the lower one.
    const Short8 x = loadBytes(a + i);
    const Short8 y = loadBytes(b + i);
    odd += multiplyAddPairs(x >> 8, y >> 8);
    even += multiplyAddPairs((x << 8) >> 8, (y << 8) >> 8);
  }
  const Int4 s = odd + even;
  return (s[0] + s[1]) + (s[2] + s[3]) + dotScalar(a + i, b + i, dimension - i);
#else
  return dotScalar(a, b, dimension);
#endif
}

float dotScalar(const float* a, const float* b, size_t dimension) {
  return sumScalar(a, b, dimension, Product{});
}

int32_t dotScalar(const int8_t* a, const int8_t* b, size_t dimension) {
  int32_t sum = 0;
  for (size_t i = 0; i < dimension; ++i) sum += a[i] * b[i];
  return sum;
}

float squaredL2Scalar(const float* a, const float* b, size_t dimension) {
  return sumScalar(a, b, dimension, SquaredDifference{});
}

}  // namespace leann
