// Hands out one block of memory, piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>

namespace leann {

/// Counts as well: an arena at address 0, of which nothing is used, says how large the block has to be.
class Arena {
 public:
  /// Every piece lies at a multiple of it, if the block does.
  static constexpr uint64_t kAlignment = 64;

  explicit Arena(uint64_t address) : start_(address), next_(address) {}

  template <typename T>
  T* take(uint64_t count) {
    const uint64_t place = next_;
    next_ += (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
    // An arena at address 0 has no object to count from.
    return reinterpret_cast<T*>(static_cast<uintptr_t>(place));  // NOLINT(performance-no-int-to-ptr)
  }

  uint64_t bytes() const { return next_ - start_; }

 private:
  uint64_t start_;
  uint64_t next_;
};

}  // namespace leann
