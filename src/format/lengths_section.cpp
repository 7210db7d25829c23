#include "format/lengths_section.h"

#include <cstddef>

#include "format/container.h"

namespace leann {
namespace {

// A factor beyond this bound would make estimates overflow.
constexpr float kLongest = 1e6F;
constexpr size_t kBounds = size_t{2} * 4;

}  // namespace

void writeLengthBounds(const Lengths& lengths, ByteWriter& out) {
  out.f32(lengths.low());
  out.f32(lengths.high());
}

Result<Lengths> readLengthBounds(ByteReader& in) {
  const float low = in.f32();
  const float high = in.f32();
  if (!(low >= 0 && low <= high && high <= kLongest)) return corruptFile("its lengths are out of range");
  return Lengths(low, high, 0, {});
}

void writeLengths(const Lengths& lengths, ByteWriter& out) {
  if (lengths.empty()) return;
  writeLengthBounds(lengths, out);
  out.raw(lengths.halves());
}

uint64_t lengthsSize(const BuildParams& p, uint32_t nodes) {
  return p.lengthBits == 4U ? kBounds + Lengths::bytesFor(nodes) : 0;
}

Result<Lengths> readLengths(std::span<const uint8_t> bytes, const Parameters& p) {
  if (bytes.size() != lengthsSize(p.build, p.nodes)) return corruptFile("its lengths have the wrong size");
  if (bytes.empty()) return Lengths();
  ByteReader in(bytes);
  const Result<Lengths> bounds = readLengthBounds(in);
  if (!bounds.ok()) return bounds.status();
  const std::span<const uint8_t> halves = in.raw(Lengths::bytesFor(p.nodes));
  if (p.nodes % 2 == 1 && halves.back() > 15) return corruptFile("a half byte that is not used is not zero");
  return Lengths(bounds.value().low(), bounds.value().high(), p.nodes, {halves.begin(), halves.end()});
}

}  // namespace leann
