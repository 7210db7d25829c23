// The vectors of a build, in memory for as long as the build lasts and no longer.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "distance.h"
#include "status.h"

namespace leann {

using NodeId = uint32_t;

/// Largest magnitude of a component: far above what models give, and low enough that no sum of products
/// overflows float32 at any dimension.
inline constexpr float kLargestComponent = 1e6F;

/// Row-major float32 table; row i is the vector of node i.
class VectorTable {
 public:
  VectorTable(uint32_t dimension, Metric metric) : dimension_(dimension), metric_(metric) {}

  /// Appends values.size() / dimension rows, all or none. Errors: kDimensionMismatch when values is no whole
  /// number of rows; kNotFinite; kZeroVector (inner product only: a zero vector has no direction);
  /// kInvalidArgument for a component above kLargestComponent.
  Status append(std::span<const float> values);
  /// The same for rows that need no check: copies of checked ones, or what the core made itself.
  void appendUnchecked(std::span<const float> values) {
    values_.insert(values_.end(), values.begin(), values.end());
  }
  void reserve(uint32_t rows) { values_.reserve(size_t{rows} * dimension_); }

  uint32_t size() const { return static_cast<uint32_t>(values_.size() / dimension_); }
  uint32_t dimension() const { return dimension_; }
  Metric metric() const { return metric_; }

  const float* row(NodeId id) const { return values_.data() + size_t{id} * dimension_; }
  float distanceBetween(NodeId a, NodeId b) const { return distance(metric_, row(a), row(b), dimension_); }

 private:
  uint32_t dimension_;
  Metric metric_;
  std::vector<float> values_;
};

/// The checks of `append`, for vectors that are not stored (queries, recomputed passages).
Status checkVectors(std::span<const float> values, uint32_t dimension, Metric metric, const char* act);

}  // namespace leann
