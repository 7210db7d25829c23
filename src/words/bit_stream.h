// Reading and writing single bits, the lowest of each byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace leann {

class BitWriter {
 public:
  /// The `count` (at most 32) lowest bits of `value`, which has no others.
  void bits(uint32_t value, uint32_t count) {
    buffer_ |= uint64_t{value} << filled_;
    for (filled_ += count; filled_ >= 8; filled_ -= 8) {
      bytes_.push_back(static_cast<uint8_t>(buffer_));
      buffer_ >>= 8U;
    }
  }

  /// Whole bytes so far.
  size_t size() const { return bytes_.size(); }

  /// Fills the last byte with zeros.
  std::vector<uint8_t> finish() {
    if (filled_ > 0) bits(0, 8 - filled_);
    return std::move(bytes_);
  }

 private:
  std::vector<uint8_t> bytes_;
  uint64_t buffer_ = 0;
  uint32_t filled_ = 0;  // bits of the buffer
};

/// Reads past the end give zeros and set failed(); callers read on and check once.
class BitReader {
 public:
  explicit BitReader(std::span<const uint8_t> bytes, uint64_t bit = 0)
      : bytes_(bytes), at_(static_cast<size_t>(bit / 8)) {
    (void)bits(static_cast<uint32_t>(bit % 8));
  }

  /// The next `count` (at most 32) bits.
  uint32_t bits(uint32_t count) {
    for (; filled_ < count; filled_ += 8) buffer_ |= uint64_t{next()} << filled_;
    const auto value = static_cast<uint32_t>(buffer_ & ((uint64_t{1} << count) - 1));
    buffer_ >>= count;
    filled_ -= count;
    return value;
  }

  /// The number of bits before the next.
  uint64_t at() const { return 8 * uint64_t{at_} - filled_; }
  bool failed() const { return failed_; }
  /// Whether nothing is left but the zeros of the last byte.
  bool complete() const { return !failed_ && at_ == bytes_.size() && buffer_ == 0; }

 private:
  uint8_t next() {
    if (at_ < bytes_.size()) return bytes_[at_++];
    failed_ = true;
    return 0;
  }

  std::span<const uint8_t> bytes_;
  size_t at_;
  uint64_t buffer_ = 0;
  uint32_t filled_ = 0;
  bool failed_ = false;
};

}  // namespace leann
