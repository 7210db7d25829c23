// The vectors of a build, in memory once, in a byte a component, for as long as the build lasts.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "vector/distance.h"

namespace leann {

/// Largest magnitude of a component: far above what models give, and low enough that no sum of products
/// overflows float32 at any dimension.
inline constexpr float kLargestComponent = 1e6F;

/// Vector i is that of node i: int8 values -127 .. 127, and one float32 scale by which they are multiplied,
/// the row's largest magnitude / 127. A component is off by at most half the scale. Memory: dimension + 4
/// bytes a row
/// (+ 8 under L2), and one block of at most 1,024 rows that is not full yet.
class VectorTable {
 public:
  VectorTable(uint32_t dimension, Metric metric)
      : dimension_(dimension), stride_(size_t{dimension} + headerSize(metric)), metric_(metric) {}

  /// Appends rows.size() / dimension rows, all or none. Errors: kDimensionMismatch when it is no whole number
  /// of rows; kNotFinite; kZeroVector (inner product only: a zero vector has no direction); kInvalidArgument
  /// for a component above kLargestComponent.
  Status append(std::span<const float> rows);
  /// The same for rows that need no check: copies of checked ones, or what the core made itself.
  void appendUnchecked(std::span<const float> rows);
  /// Makes room for `rows` rows in all.
  void reserve(uint32_t rows);

  /// Row i becomes what row order[i] was. `order`: a permutation. In place, O(size * dimension).
  void reorder(std::span<const NodeId> order);

  uint32_t size() const { return size_; }
  uint32_t dimension() const { return dimension_; }
  Metric metric() const { return metric_; }
  /// Bytes that the table holds, room for rows to come included.
  size_t memory() const;

  /// Decodes a row to `dimension` floats.
  void read(NodeId id, float* out) const;
  std::span<const int8_t> values(NodeId id) const { return {valuesOf(record(id)), dimension_}; }
  float scale(NodeId id) const { return scaleOf(record(id)); }

  /// Exact for the rounded rows, but for the last rounding to float32: 0 for equal rows under L2, and the
  /// same either way round. O(dimension).
  float distanceBetween(NodeId a, NodeId b) const;

  /// Fetches a row into the cache, for a distance that is wanted soon.
  void prefetch(NodeId id) const {
    const int8_t* row = record(id);
    for (size_t at = 0; at < stride_; at += 64) __builtin_prefetch(row + at);
  }

 private:
  // A record: the scale, under L2 the square dot(values, values), and the values.
  static size_t headerSize(Metric metric) {
    return metric == Metric::kL2 ? sizeof(float) + sizeof(int32_t) : sizeof(float);
  }
  static float scaleOf(const int8_t* record) {
    float scale = 0;
    std::memcpy(&scale, record, sizeof scale);
    return scale;
  }
  static int32_t squareOf(const int8_t* record) {
    int32_t square = 0;
    std::memcpy(&square, record + sizeof(float), sizeof square);
    return square;
  }
  const int8_t* valuesOf(const int8_t* record) const { return record + headerSize(metric_); }
  void encode(const float* row, int8_t* record) const;

  // Rows lie in blocks, so that a table that grows neither moves what it holds nor holds it twice meanwhile.
  static constexpr uint32_t kBlockBits = 10;
  static constexpr uint32_t kBlockRows = 1U << kBlockBits;

  int8_t* record(NodeId id) { return blocks_[id >> kBlockBits].data() + (id & (kBlockRows - 1)) * stride_; }
  const int8_t* record(NodeId id) const {
    return blocks_[id >> kBlockBits].data() + (id & (kBlockRows - 1)) * stride_;
  }

  uint32_t dimension_;
  size_t stride_;
  Metric metric_;
  uint32_t size_ = 0;
  std::vector<std::vector<int8_t>> blocks_;
};

/// The checks of `append`, for vectors that are not stored (queries, recomputed passages).
Status checkVectors(std::span<const float> values, uint32_t dimension, Metric metric, const char* act);

}  // namespace leann
