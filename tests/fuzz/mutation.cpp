#include "mutation.h"

#include <algorithm>

namespace leann::fuzz {
namespace {

using Difference = Bytes::difference_type;

size_t anyPlace(const Bytes& file, const std::vector<Part>& parts, Random& random) {
  if (random.below(2) == 0) return random.below(file.size());
  for (;;) {
    const Part& part = parts[random.below(parts.size())];
    if (part.size > 0) return part.at + random.below(part.size);
  }
}

// Zeros, ones, and the least, the largest and the oddest of u8 to u64, f16, f32 and f64.
constexpr uint64_t kEdges[] = {0,
                               1,
                               0x7F,
                               0x80,
                               0xFF,
                               0x7C00,
                               0x7FFF,
                               0xFFFF,
                               0x7FFFFFFF,
                               0x80000000,
                               0xFFFFFFFF,
                               0x7F800000,
                               0x7FC00000,
                               0x00000001,
                               0x7F7FFFFF,
                               0x7FF0000000000000,
                               0xFFF8000000000000,
                               0x7FFFFFFFFFFFFFFF,
                               0xFFFFFFFFFFFFFFFF};

void changeOnce(Bytes& file, const std::vector<Part>& parts, Random& random) {
  const size_t at = anyPlace(file, parts, random);
  const size_t count = std::min<size_t>(file.size() - at, 2 + random.below(15));
  switch (random.below(4)) {
    case 0:  // a run
      for (size_t i = 0; i < count; ++i) file[at + i] = static_cast<uint8_t>(random.below(256));
      break;
    case 1:  // single ones
      for (size_t i = 0; i < count; ++i) {
        file[anyPlace(file, parts, random)] = static_cast<uint8_t>(random.below(256));
      }
      break;
    case 2: {  // a copy from elsewhere
      const size_t from = random.below(file.size() - count + 1);
      const Bytes copy(file.begin() + static_cast<Difference>(from),
                       file.begin() + static_cast<Difference>(from + count));
      std::copy(copy.begin(), copy.end(), file.begin() + static_cast<Difference>(at));
      break;
    }
    default: {  // a number
      const uint64_t value = kEdges[random.below(std::size(kEdges))];
      const size_t width = std::min<size_t>(file.size() - at, size_t{2} << random.below(3));
      for (size_t i = 0; i < width; ++i) file[at + i] = static_cast<uint8_t>(value >> (8 * i));
    }
  }
}

Bytes joined(const Bytes& first, size_t end, const Bytes& second, size_t begin) {
  Bytes file(first.begin(), first.begin() + static_cast<Difference>(end));
  file.insert(file.end(), second.begin() + static_cast<Difference>(begin), second.end());
  return file;
}

}  // namespace

void flipBit(Bytes& file, const std::vector<Part>& parts, Random& random) {
  const size_t at = anyPlace(file, parts, random);
  file[at] = static_cast<uint8_t>(file[at] ^ 1U << random.below(8));
}

void changeBytes(Bytes& file, const std::vector<Part>& parts, Random& random) {
  const Bytes before = file;
  while (file == before) changeOnce(file, parts, random);
}

Bytes spliced(const Sample& first, const Sample& second, Random& random) {
  const Bytes& front = first.file;
  const Bytes& back = second.file;
  switch (random.below(3)) {
    case 0: {
      const size_t at = random.below(std::min(front.size(), back.size()));
      return joined(front, at, back, at);
    }
    case 1: {  // drawn one after the other: the order of arguments is the compiler's
      const size_t end = random.below(front.size() + 1);
      const size_t begin = random.below(back.size() + 1);
      return joined(front, end, back, begin);
    }
    default: {
      const size_t i = random.below(std::min(first.parts.size(), second.parts.size()));
      return withPart(front, i, std::span(back).subspan(second.parts[i].at, second.parts[i].size));
    }
  }
}

}  // namespace leann::fuzz
