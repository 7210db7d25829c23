// Reading and writing little-endian bytes, with every length checked.
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

}  // namespace leann
