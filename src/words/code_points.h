// UTF-8 letter by letter. Bytes that are no UTF-8 count as letters of some kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace leann {

inline constexpr size_t kLongestCodePoint = 4;

/// Whether a byte goes on with a code point that began before.
inline bool continues(char byte) { return (static_cast<uint8_t>(byte) & 0xC0U) == 0x80U; }

/// Where the code point ends that begins at `at`.
inline size_t codePointEnd(std::string_view text, size_t at) {
  size_t end = at + 1;
  while (end < text.size() && end < at + kLongestCodePoint && continues(text[end])) ++end;
  return end;
}

/// Its bytes as one number.
inline uint32_t codePoint(std::string_view text, size_t at, size_t end) {
  uint32_t value = 0;
  for (; at < end; ++at) value = value << 8U | static_cast<uint8_t>(text[at]);
  return value;
}

inline size_t codePoints(std::string_view text) {
  size_t count = 0;
  for (size_t at = 0; at < text.size(); at = codePointEnd(text, at)) ++count;
  return count;
}

}  // namespace leann
