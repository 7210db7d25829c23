// Inner product and squared Euclidean distance of float32 vectors, and the inner product of int8 ones: SIMD
// and scalar, equal to the last bit.
#pragma once

#include <cstddef>
#include <cstdint>

namespace leann {

enum class Metric : uint8_t {
  kInnerProduct = 0,  // distance = -dot(a, b)
  kL2 = 1,            // distance = |a - b|^2
};

/// Both paths add in the same order (16 lanes, then a fixed tree, then the tail one by one), so that an index
/// is the same to the last bit whichever path built it. O(dimension).
float dot(const float* a, const float* b, size_t dimension);
float squaredL2(const float* a, const float* b, size_t dimension);

/// Exact for values of -127 .. 127 at any dimension up to 65,535. O(dimension).
int32_t dot(const int8_t* a, const int8_t* b, size_t dimension);

/// Reference implementations without SIMD.
float dotScalar(const float* a, const float* b, size_t dimension);
int32_t dotScalar(const int8_t* a, const int8_t* b, size_t dimension);
float squaredL2Scalar(const float* a, const float* b, size_t dimension);

/// Smaller is nearer, for either metric.
inline float distance(Metric metric, const float* a, const float* b, size_t dimension) {
  return metric == Metric::kInnerProduct ? -dot(a, b, dimension) : squaredL2(a, b, dimension);
}

}  // namespace leann
