// Numbers in a range-coded stream: the place of the highest bit of one more, which adapts, then the bits
// below it.
#pragma once

#include <cstdint>

#include "base/range_coder.h"

namespace leann {

class NumberCode {
 public:
  /// Codes `value`, below 2^32 - 1, with RangeEncoder, or returns what RangeDecoder finds.
  template <typename Coder>
  [[gnu::noinline]] uint32_t code(Coder& coder, uint32_t value = 0) {
    const uint32_t exponent = exponents_.code(coder, 31U - static_cast<uint32_t>(__builtin_clz(value + 1)));
    const uint32_t below = (uint32_t{1} << exponent) - 1;
    return below + coder.bits((value + 1) & below, exponent);
  }

 private:
  AdaptiveNumber<5> exponents_;
};

}  // namespace leann
