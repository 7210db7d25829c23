#include "distance.h"

#include <cstring>

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

}  // namespace

float dot(const float* a, const float* b, size_t dimension) { return sumSimd(a, b, dimension, Product{}); }

float squaredL2(const float* a, const float* b, size_t dimension) {
  return sumSimd(a, b, dimension, SquaredDifference{});
}

float dotScalar(const float* a, const float* b, size_t dimension) {
  return sumScalar(a, b, dimension, Product{});
}

float squaredL2Scalar(const float* a, const float* b, size_t dimension) {
  return sumScalar(a, b, dimension, SquaredDifference{});
}

}  // namespace leann
