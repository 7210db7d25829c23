#include "checksums.h"

#include <algorithm>

#include "base/crc32c.h"

namespace leann::fuzz {
namespace {

constexpr size_t kCount = 12;   // where the number of sections stands
constexpr size_t kLength = 16;  // … and the file's length
constexpr size_t kTable = 48;   // where the sections' entries begin
constexpr size_t kEntry = 20, kSize = 8, kChecksum = 16;
constexpr size_t kMostSections = 64;
constexpr size_t kFooter = 12;  // length and checksum of all before

uint64_t get(const Bytes& file, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= uint64_t{file[at + i]} << (8 * i);
  return value;
}

void put(Bytes& file, size_t at, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) file[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

// Where the sections begin: behind the table and its checksum.
size_t tableEnd(const Bytes& file) { return kTable + static_cast<size_t>(get(file, kCount, 4)) * kEntry; }

}  // namespace

std::vector<Part> partsOf(const Bytes& file) {
  size_t at = tableEnd(file) + 4;
  std::vector<Part> parts{{0, at}};
  for (size_t entry = kTable; entry < tableEnd(file); entry += kEntry) {
    parts.push_back({at, static_cast<size_t>(get(file, entry + kSize, 8))});
    at += parts.back().size;
  }
  parts.push_back({at, kFooter});
  return parts;
}

Bytes withPart(const Bytes& file, size_t i, std::span<const uint8_t> bytes) {
  const std::vector<Part> parts = partsOf(file);
  const auto begin = file.begin() + static_cast<Bytes::difference_type>(parts[i].at);
  Bytes result(file.begin(), begin);
  result.insert(result.end(), bytes.begin(), bytes.end());
  result.insert(result.end(), begin + static_cast<Bytes::difference_type>(parts[i].size), file.end());
  if (i > 0 && i + 1 < parts.size()) put(result, kTable + (i - 1) * kEntry + kSize, bytes.size(), 8);
  return result;
}

void restamp(Bytes& file) {
  if (file.size() < kTable + 4 + kFooter) return;
  const std::span<const uint8_t> bytes(file);
  const size_t end = file.size() - kFooter;
  put(file, kLength, file.size(), 8);
  put(file, end, end, 8);
  const uint64_t count = get(file, kCount, 4);
  if (count <= kMostSections && tableEnd(file) + 4 <= end) {
    size_t at = tableEnd(file) + 4;
    for (size_t i = 0; i < count; ++i) {
      const size_t entry = kTable + i * kEntry;
      const size_t left = end - at;
      const auto said = static_cast<size_t>(std::min<uint64_t>(get(file, entry + kSize, 8), left));
      const size_t size = i + 1 < count ? said : left;
      put(file, entry + kSize, size, 8);
      put(file, entry + kChecksum, crc32c(bytes.subspan(at, size)), 4);
      at += size;
    }
    put(file, tableEnd(file), crc32c(bytes.first(tableEnd(file))), 4);
  }
  put(file, file.size() - 4, crc32c(bytes.first(end)), 4);
}

}  // namespace leann::fuzz
