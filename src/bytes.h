// Reading and writing little-endian bytes and bits, with every length checked.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace leann {

// The builtin instead of std::bit_cast: libc++ 14, which Debian's Emscripten brings, lacks the latter.
class ByteWriter {
 public:
  void u8(uint8_t value) { bytes_.push_back(value); }
  void u16(uint16_t value) {
    u8(static_cast<uint8_t>(value & 255U));
    u8(static_cast<uint8_t>(value >> 8U));
  }
  void u32(uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) u8(static_cast<uint8_t>(value >> shift));
  }
  void u64(uint64_t value) {
    u32(static_cast<uint32_t>(value));
    u32(static_cast<uint32_t>(value >> 32));
  }
  void f32(float value) { u32(__builtin_bit_cast(uint32_t, value)); }
  void f64(double value) { u64(__builtin_bit_cast(uint64_t, value)); }
  void raw(std::span<const uint8_t> values) { bytes_.insert(bytes_.end(), values.begin(), values.end()); }
  void raw(std::span<const int8_t> values) {
    for (const int8_t value : values) u8(static_cast<uint8_t>(value));
  }

  size_t size() const { return bytes_.size(); }
  std::vector<uint8_t>& bytes() { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

/// Reads past the end give zeros and set failed(); callers read on and check once.
class ByteReader {
 public:
  explicit ByteReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint8_t u8() {
    const auto one = raw(1);
    return one.empty() ? 0 : one[0];
  }
  uint16_t u16() {
    const auto two = raw(2);
    return two.empty() ? uint16_t{0} : static_cast<uint16_t>(two[0] | two[1] << 8);
  }
  uint32_t u32() {
    const auto four = raw(4);
    uint32_t value = 0;
    for (size_t i = 0; i < four.size(); ++i) value |= uint32_t{four[i]} << (8 * i);
    return value;
  }
  uint64_t u64() {
    const uint64_t low = u32();
    return low | uint64_t{u32()} << 32;
  }
  float f32() { return __builtin_bit_cast(float, u32()); }
  double f64() { return __builtin_bit_cast(double, u64()); }

  /// The next `count` bytes, or none of them if fewer are left.
  std::span<const uint8_t> raw(uint64_t count) {
    if (count > bytes_.size() - at_) {
      failed_ = true;
      at_ = bytes_.size();
      return {};
    }
    const auto part = bytes_.subspan(at_, static_cast<size_t>(count));
    at_ += part.size();
    return part;
  }

  size_t left() const { return bytes_.size() - at_; }
  bool failed() const { return failed_; }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
  bool failed_ = false;
};

/// Bits are filled from the lowest of each byte upwards.
class BitWriter {
 public:
  void bits(uint64_t value, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
      if (used_ % 8 == 0) bytes_.push_back(0);
      bytes_.back() = static_cast<uint8_t>(bytes_.back() | ((value >> i & 1U) << (used_ % 8)));
      ++used_;
    }
  }

  /// Golomb-Rice: value >> k in unary (ones, then a zero), then its k low bits.
  void rice(uint32_t value, uint32_t k) {
    for (uint32_t i = value >> k; i > 0; --i) bits(1, 1);
    bits(0, 1);
    bits(value & ((uint64_t{1} << k) - 1), k);
  }

  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
  size_t used_ = 0;
};

class BitReader {
 public:
  explicit BitReader(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  uint32_t bit() {
    if (at_ / 8 >= bytes_.size()) {
      failed_ = true;
      return 0;
    }
    const uint32_t value = bytes_[at_ / 8] >> (at_ % 8) & 1U;
    ++at_;
    return value;
  }
  uint32_t bits(uint32_t count) {
    uint32_t value = 0;
    for (uint32_t i = 0; i < count; ++i) value |= bit() << i;
    return value;
  }

  /// Undoes BitWriter::rice; a value above `most` fails.
  uint32_t rice(uint32_t k, uint32_t most) {
    uint64_t high = 0;
    while (bit() == 1) {
      if (++high << k > most) {
        failed_ = true;
        return 0;
      }
    }
    const uint64_t value = high << k | bits(k);
    if (value > most) failed_ = true;
    return failed_ ? 0 : static_cast<uint32_t>(value);
  }

  /// True if all bits were used but the padding of the last byte, and that is zero.
  bool atEnd() {
    if (failed_ || bytes_.size() != (at_ + 7) / 8) return false;
    while (at_ % 8 != 0) {
      if (bit() != 0) return false;
    }
    return true;
  }
  bool failed() const { return failed_; }

 private:
  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace leann
