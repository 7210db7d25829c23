// Adaptive binary arithmetic coding: a bit that its context predicts well takes a fraction of a bit. The
// carry-less coder of Martin (1979) as LZMA arranges it; every context learns from what it has coded, so no
// table is stored.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace leann {

/// How likely the next bit of a context is 0. It learns fast at first, then by a thirty-second of what it
/// missed.
class AdaptiveBit {
 public:
  static constexpr uint32_t kBits = 12;  // of a probability

  uint32_t zero() const { return zero_; }
  void learn(uint32_t bit) {
    const int32_t aim = bit == 0 ? 1 << kBits : 0;
    const int32_t moved = zero_ + ((aim - zero_) >> rate_);
    // Neither value is ever ruled out.
    zero_ = static_cast<uint16_t>(std::clamp(moved, kLeast, (1 << kBits) - kLeast));
    rate_ = static_cast<uint16_t>(rate_ + (rate_ < kSlowest ? 1 : 0));
  }

 private:
  static constexpr int32_t kLeast = 32;
  static constexpr uint32_t kSlowest = 5;

  uint16_t zero_ = 1U << (kBits - 1);
  uint16_t rate_ = 1;
};

/// A number of Bits bits, the highest first; each bit's context is the bits before it.
template <uint32_t Bits>
class AdaptiveNumber {
 public:
  /// Codes `value` with RangeEncoder, or returns what RangeDecoder finds (`value` is then of no use).
  template <typename Coder>
  uint32_t code(Coder& coder, uint32_t value = 0) {
    uint32_t node = 1;
    for (uint32_t i = Bits; i-- > 0;) node = node << 1U | coder.bit(nodes_[node], value >> i & 1U);
    return node - (1U << Bits);
  }

 private:
  AdaptiveBit nodes_[size_t{1} << Bits];
};

/// Bits of equal chance go in chunks of up to 16, which leaves a range of at least 2^8: calls
/// chunk(bits below it, its width) from the highest chunk down.
template <typename Chunk>
void eachChunk(uint32_t count, Chunk chunk) {
  while (count > 0) {
    const uint32_t width = std::min(count, 16U);
    count -= width;
    chunk(count, width);
  }
}

/// Encoder and decoder have the same methods, so that one description of a format serves both.
class RangeEncoder {
 public:
  uint32_t bit(AdaptiveBit& context, uint32_t value) {
    const uint32_t bound = (range_ >> AdaptiveBit::kBits) * context.zero();
    if (value == 0) {
      range_ = bound;
    } else {
      low_ += bound;
      range_ -= bound;
    }
    context.learn(value);
    normalize();
    return value;
  }
  /// `count` (at most 32) bits of equal chance, the highest first.
  uint32_t bits(uint32_t value, uint32_t count) {
    eachChunk(count, [&](uint32_t shift, uint32_t width) {
      range_ >>= width;
      low_ += uint64_t{range_} * (value >> shift & ((1U << width) - 1));
      normalize();
    });
    return value;
  }
  std::vector<uint8_t> finish() {
    for (int i = 0; i < 5; ++i) shift();
    return std::move(bytes_);
  }

 private:
  void normalize() {
    for (; range_ < 1U << 24U; range_ <<= 8U) shift();
  }
  // Writes the top byte of low_, once it is known whether a carry will reach it.
  void shift() {
    if (low_ < 0xff000000U || low_ > 0xffffffffU) {
      const auto carry = static_cast<uint8_t>(low_ >> 32U);
      if (started_) bytes_.push_back(static_cast<uint8_t>(held_ + carry));
      for (; waiting_ > 0; --waiting_) bytes_.push_back(static_cast<uint8_t>(0xffU + carry));
      held_ = static_cast<uint8_t>(low_ >> 24U);
      started_ = true;
    } else {
      ++waiting_;
    }
    low_ = (low_ & 0x00ffffffU) << 8U;
  }

  std::vector<uint8_t> bytes_;
  uint64_t low_ = 0;
  uint32_t range_ = 0xffffffffU;
  uint8_t held_ = 0;      // the last byte below which no carry can come any more
  bool started_ = false;  // nothing is held before the first
  size_t waiting_ = 0;    // bytes 0xff behind it that a carry would turn over
};

/// Reads past the end give zeros and set failed(); callers read on and check once.
class RangeDecoder {
 public:
  explicit RangeDecoder(std::span<const uint8_t> bytes) : bytes_(bytes) {
    for (int i = 0; i < 4; ++i) code_ = code_ << 8U | next();
  }

  uint32_t bit(AdaptiveBit& context, uint32_t /*value*/ = 0) {
    // Without branches, which bits that carry information would make the processor guess wrong.
    const uint32_t bound = (range_ >> AdaptiveBit::kBits) * context.zero();
    const uint32_t value = code_ < bound ? 0 : 1;
    const uint32_t ones = 0U - value;
    code_ -= bound & ones;
    range_ = bound + ((range_ - 2 * bound) & ones);
    context.learn(value);
    normalize();
    return value;
  }
  uint32_t bits(uint32_t /*value*/, uint32_t count) {
    uint32_t value = 0;
    eachChunk(count, [&](uint32_t shift, uint32_t width) {
      range_ >>= width;
      // In a damaged stream the quotient may be one too many for what the bits can say.
      const uint32_t chunk = std::min(code_ / range_, (1U << width) - 1);
      code_ -= chunk * range_;
      value |= chunk << shift;
      normalize();
    });
    return value;
  }

  bool failed() const { return failed_; }
  /// Bytes used so far.
  size_t used() const { return at_; }
  /// True if an encoder would have finished just here.
  bool complete() const { return !failed_ && code_ == 0; }

 private:
  void normalize() {
    for (; range_ < 1U << 24U; range_ <<= 8U) code_ = code_ << 8U | next();
  }
  uint32_t next() {
    if (at_ < bytes_.size()) return bytes_[at_++];
    failed_ = true;
    return 0;
  }

  std::span<const uint8_t> bytes_;
  size_t at_ = 0;
  uint32_t code_ = 0;
  uint32_t range_ = 0xffffffffU;
  bool failed_ = false;
};

}  // namespace leann
