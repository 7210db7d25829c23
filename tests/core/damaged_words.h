// What both kinds of sections of words are put through: counts that cannot be, and bytes that chance has
// changed.
#pragma once

#include <initializer_list>

#include "base/random.h"
#include "file_parts.h"

namespace leann::testing {

/// Other values in place of each count of 32 bits are corrupt. `changed(change)`: the file whose section
/// `change` was given.
template <typename Changed>
void checkCounts(std::initializer_list<size_t> places, Changed changed) {
  for (const size_t at : places) {
    CAPTURE(at);
    uint64_t value = 0;
    (void)changed([&](Bytes& bytes) { value = get(bytes, at, 4); });
    for (const uint64_t other :
         {uint64_t{0}, value - 1, value + 1, uint64_t{0x7FFFFFFF}, uint64_t{0xFFFFFFFF}}) {
      if (other == value) continue;
      checkCorrupt(changed([&](Bytes& bytes) { put(bytes, at, other, 4); }));
    }
  }
}

/// One to three bytes: a bit of each, or all of it.
inline void damage(Bytes& bytes, Random& random, bool bit) {
  for (uint32_t i = 1 + random.below(3); i > 0; --i) {
    const size_t at = random.below(bytes.size());
    bytes[at] = static_cast<uint8_t>(bit ? bytes[at] ^ (1U << random.below(8)) : random.below(256));
  }
}

}  // namespace leann::testing
