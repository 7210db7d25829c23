#include "vector/vector_table.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace leann {
namespace {

constexpr float kLargestValue = 127;

}  // namespace

Status checkVectors(std::span<const float> values, uint32_t dimension, Metric metric, const char* act) {
  const auto error = [&](ErrorCode code, size_t position, const std::string& reason) {
    return Status(
        code, std::string("leann: cannot ") + act + " vector " + std::to_string(position) + ": " + reason);
  };
  if (values.size() % dimension != 0) {
    return error(ErrorCode::kDimensionMismatch, values.size() / dimension,
                 "the index has " + std::to_string(dimension) + " dimensions");
  }
  for (size_t position = 0; position < values.size() / dimension; ++position) {
    const float* row = values.data() + position * dimension;
    bool zero = true;
    for (uint32_t i = 0; i < dimension; ++i) {
      if (!std::isfinite(row[i])) return error(ErrorCode::kNotFinite, position, "it holds NaN or infinity");
      if (std::fabs(row[i]) > kLargestComponent) {
        return error(ErrorCode::kInvalidArgument, position, "a component is above 1,000,000");
      }
      zero = zero && row[i] == 0.0F;
    }
    if (zero && metric == Metric::kInnerProduct) {
      return error(ErrorCode::kZeroVector, position, "its length is zero");
    }
  }
  return {};
}

Status VectorTable::append(std::span<const float> rows) {
  if (const Status status = checkVectors(rows, dimension_, metric_, "add"); !status.ok()) return status;
  if (rows.size() / dimension_ > std::numeric_limits<NodeId>::max() / 2 - size()) {
    return {ErrorCode::kInvalidArgument, "leann: cannot add vectors: an index holds at most 2^31 of them"};
  }
  appendUnchecked(rows);
  return {};
}

void VectorTable::appendUnchecked(std::span<const float> rows) {
  const auto count = static_cast<uint32_t>(rows.size() / dimension_);
  reserve(size_ + count);  // nothing below fails, so all rows go in or none
  for (const float* row = rows.data(); row != rows.data() + rows.size(); row += dimension_) {
    std::vector<int8_t>& block = blocks_[size_ >> kBlockBits];
    block.resize(block.size() + stride_);
    encode(row, block.data() + block.size() - stride_);
    ++size_;
  }
}

void VectorTable::reorder(std::span<const NodeId> order) {
  std::vector<bool> placed(size_, false);
  std::vector<int8_t> first(stride_);
  for (NodeId start = 0; start < size_; ++start) {
    if (placed[start]) continue;
    // Along a cycle of the permutation every row moves to where the one before it was.
    std::copy_n(record(start), stride_, first.begin());
    NodeId to = start;
    for (; order[to] != start; to = order[to]) {
      std::copy_n(record(order[to]), stride_, record(to));
      placed[to] = true;
    }
    std::copy_n(first.begin(), stride_, record(to));
    placed[to] = true;
  }
}

// A block that is begun grows as a vector does, up to its size, so that a small table stays small.
void VectorTable::reserve(uint32_t rows) {
  const size_t blocks = (size_t{rows} + kBlockRows - 1) / kBlockRows;
  if (blocks > blocks_.size()) blocks_.resize(blocks);
  for (size_t b = size_ >> kBlockBits; b < blocks; ++b) {
    const size_t wanted = std::min<size_t>(kBlockRows, rows - b * kBlockRows);
    const size_t room = blocks_[b].capacity() / stride_;
    if (wanted > room) blocks_[b].reserve(std::min<size_t>(kBlockRows, std::max(wanted, 2 * room)) * stride_);
  }
}

void VectorTable::encode(const float* row, int8_t* record) const {
  float most = 0;
  for (uint32_t i = 0; i < dimension_; ++i) most = std::max(most, std::fabs(row[i]));
  // A quotient by a smaller scale would be inexact, or infinite.
  const float scale = std::max(most / kLargestValue, std::numeric_limits<float>::min());
  int8_t* values = record + headerSize(metric_);
  for (uint32_t i = 0; i < dimension_; ++i) {
    values[i] = static_cast<int8_t>(std::floor(row[i] / scale + 0.5F));
  }
  std::memcpy(record, &scale, sizeof scale);
  if (metric_ == Metric::kInnerProduct) return;
  const int32_t square = dot(values, values, dimension_);
  std::memcpy(record + sizeof scale, &square, sizeof square);
}

void VectorTable::read(NodeId id, float* out) const {
  const float step = scale(id);
  for (const int8_t value : values(id)) *out++ = static_cast<float>(value) * step;
}

float VectorTable::distanceBetween(NodeId a, NodeId b) const {
  const int8_t* x = record(a);
  const int8_t* y = record(b);
  // In double: there the product of two scales is exact, and no small one is lost.
  const auto sx = static_cast<double>(scaleOf(x));
  const auto sy = static_cast<double>(scaleOf(y));
  const double inner = sx * sy * dot(valuesOf(x), valuesOf(y), dimension_);
  if (metric_ == Metric::kInnerProduct) return static_cast<float>(-inner);
  // The terms of equal rows cancel exactly; those of near ones may fall a little below zero.
  return static_cast<float>(std::max(sx * sx * squareOf(x) + sy * sy * squareOf(y) - 2 * inner, 0.0));
}

size_t VectorTable::memory() const {
  size_t bytes = blocks_.capacity() * sizeof(std::vector<int8_t>);
  for (const std::vector<int8_t>& block : blocks_) bytes += block.capacity();
  return bytes;
}

}  // namespace leann
