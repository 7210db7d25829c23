#include "format/origin_section.h"

#include <algorithm>
#include <string>

#include "format/container.h"

namespace leann {
namespace {

constexpr size_t kLongestText = 4096;

void writeText(const std::string& text, ByteWriter& out) {
  const auto length = static_cast<uint16_t>(std::min(text.size(), kLongestText));
  out.u16(length);
  for (size_t i = 0; i < length; ++i) out.u8(static_cast<uint8_t>(text[i]));
}

}  // namespace

void writeOrigin(const Origin& origin, ByteWriter& out) {
  writeText(origin.fingerprint, out);
  writeText(origin.dtype, out);
  writeText(origin.device, out);
  out.raw(origin.corpus);
}

Result<Origin> readOrigin(std::span<const uint8_t> bytes) {
  ByteReader in(bytes);
  Origin origin;
  for (std::string* text : {&origin.fingerprint, &origin.dtype, &origin.device}) {
    const uint16_t length = in.u16();
    if (length > kLongestText) return corruptFile("a text about its origin is too long");
    const auto letters = in.raw(length);
    text->assign(letters.begin(), letters.end());
  }
  const auto corpus = in.raw(origin.corpus.size());
  if (in.failed() || in.left() != 0) return corruptFile("what it says about its origin has the wrong length");
  std::copy(corpus.begin(), corpus.end(), origin.corpus.begin());
  return origin;
}

}  // namespace leann
