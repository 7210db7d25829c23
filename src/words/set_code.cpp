#include "words/set_code.h"

namespace leann {
namespace {

uint32_t highestBit(uint32_t value) { return 31U - static_cast<uint32_t>(__builtin_clz(value)); }

// A number below `range` takes floor(log2(range)) bits or one more. Those in the middle, which are likelier,
// take fewer.
struct Shape {
  explicit Shape(uint32_t range)
      : width(highestBit(range)), brief((uint32_t{2} << width) - range), begin((range - brief) / 2) {}

  uint32_t width;
  uint32_t brief;  // how many take `width` bits
  uint32_t begin;  // the first of these
};

void writeBelow(BitWriter& out, uint32_t value, uint32_t range) {
  if (range == 1) return;
  const Shape shape(range);
  const uint32_t place = value >= shape.begin ? value - shape.begin : value - shape.begin + range;
  if (place < shape.brief) {
    out.bits(place, shape.width);
  } else {
    const uint32_t code = place + shape.brief;
    out.bits(code >> 1U, shape.width);
    out.bits(code & 1U, 1);
  }
}

uint32_t readBelow(BitReader& in, uint32_t range) {
  if (range == 1) return 0;
  const Shape shape(range);
  uint32_t place = in.bits(shape.width);
  if (place >= shape.brief) place = (place << 1U | in.bits(1)) - shape.brief;
  return place < range - shape.begin ? place + shape.begin : place - (range - shape.begin);
}

// All numbers of the set that are in low .. end - 1.
void writeRange(BitWriter& out, std::span<const uint32_t> numbers, uint32_t low, uint32_t end) {
  while (!numbers.empty() && numbers.size() < end - low) {
    const auto before = static_cast<uint32_t>(numbers.size() / 2);
    const auto after = static_cast<uint32_t>(numbers.size()) - before - 1;
    const uint32_t middle = numbers[before];
    writeBelow(out, middle - low - before, end - low - before - after);
    writeRange(out, numbers.first(before), low, middle);
    numbers = numbers.last(after);
    low = middle + 1;
  }
}

void readRange(BitReader& in, uint32_t* numbers, uint32_t count, uint32_t low, uint32_t end) {
  while (count > 0 && count < end - low) {
    const uint32_t before = count / 2;
    const uint32_t after = count - before - 1;
    const uint32_t middle = low + before + readBelow(in, end - low - before - after);
    numbers[before] = middle;
    readRange(in, numbers, before, low, middle);
    numbers += before + 1;
    count = after;
    low = middle + 1;
  }
  for (uint32_t i = 0; i < count; ++i) numbers[i] = low + i;
}

}  // namespace

void writeSet(BitWriter& out, std::span<const uint32_t> numbers, uint32_t bound) {
  writeRange(out, numbers, 0, bound);
}

void readSet(BitReader& in, uint32_t count, uint32_t bound, std::vector<uint32_t>& numbers) {
  numbers.resize(count);
  readRange(in, numbers.data(), count, 0, bound);
}

void writeGamma(BitWriter& out, uint32_t number) {
  const uint32_t width = highestBit(number);
  out.bits(0, width);
  out.bits(1, 1);
  out.bits(number & ((uint32_t{1} << width) - 1), width);
}

uint32_t readGamma(BitReader& in) {
  uint32_t width = 0;
  while (in.bits(1) == 0) {
    if (++width == 32 || in.failed()) return 0;
  }
  return uint32_t{1} << width | in.bits(width);
}

}  // namespace leann
