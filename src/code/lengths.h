// The share of each vector's length that coding loses, in four bits, so that estimates can give it back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// A code stands for the mean of all vectors that share it, which is shorter than they are, and much shorter
/// if a passage is unlike the others. Estimates are therefore multiplied by length(vector) / length(code),
/// held in 16 steps between two bounds.
class Lengths {
 public:
  /// None: every factor is 1.
  Lengths() = default;
  /// Bounds that leave out the thousandth part of `factors` (one a node, not empty) at either end; all are
  /// then appended.
  static Lengths fit(const std::vector<float>& factors);
  /// From stored parts: finite bounds, low <= high; of two nodes the even one has the low half of a byte.
  Lengths(float low, float high, uint32_t nodes, std::vector<uint8_t> halves)
      : low_(low), high_(high), size_(nodes), halves_(std::move(halves)) {}

  static uint64_t bytesFor(uint32_t nodes) { return (uint64_t{nodes} + 1) / 2; }

  /// Adds a node at the end; a factor beyond the bounds becomes the nearest one.
  void append(float factor);
  /// The same of one of the 16 steps between the bounds.
  void appendStep(uint32_t step);
  /// Makes room for `nodes` more, and somewhat more than that if it has to move.
  void reserveMore(uint32_t nodes);

  bool empty() const { return size_ == 0; }
  uint32_t size() const { return size_; }
  float low() const { return low_; }
  float high() const { return high_; }
  std::span<const uint8_t> halves() const { return halves_; }

  /// The 16 factors; at(v) is one of them.
  float step(uint32_t i) const { return low_ + (high_ - low_) * ((static_cast<float>(i) + 0.5F) / 16); }
  uint32_t stepOf(NodeId v) const { return (halves_[v / 2] >> (v % 2 * 4)) & 15U; }
  float at(NodeId v) const { return empty() ? 1.0F : step(stepOf(v)); }

 private:
  float low_ = 1, high_ = 1;
  uint32_t size_ = 0;
  std::vector<uint8_t> halves_;
};

}  // namespace leann
