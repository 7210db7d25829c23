#include "checksums.h"

#include <algorithm>

#include "crc32c.h"

namespace leann::fuzz {
namespace {

constexpr size_t kHeader = 136;
constexpr size_t kLength = 12;  // where the file's length stands
constexpr size_t kTable = 20;   // where the sections' entries begin
constexpr size_t kEntry = 16, kSize = 4, kChecksum = 12;
constexpr size_t kSections = 7;

uint64_t get(const Bytes& file, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= uint64_t{file[at + i]} << (8 * i);
  return value;
}

void put(Bytes& file, size_t at, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) file[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

}  // namespace

std::vector<Part> partsOf(const Bytes& file) {
  std::vector<Part> parts{{0, kHeader}};
  size_t at = kHeader;
  for (size_t i = 0; i < kSections; ++i) {
    const auto size = static_cast<size_t>(get(file, kTable + i * kEntry + kSize, 8));
    parts.push_back({at, size});
    at += size;
  }
  return parts;
}

Bytes withPart(const Bytes& file, size_t i, std::span<const uint8_t> bytes) {
  const Part part = partsOf(file)[i];
  const auto begin = file.begin() + static_cast<Bytes::difference_type>(part.at);
  Bytes result(file.begin(), begin);
  result.insert(result.end(), bytes.begin(), bytes.end());
  result.insert(result.end(), begin + static_cast<Bytes::difference_type>(part.size), file.end());
  if (i > 0) put(result, kTable + (i - 1) * kEntry + kSize, bytes.size(), 8);
  return result;
}

void restamp(Bytes& file) {
  if (file.size() < kHeader) return;
  const std::span<const uint8_t> bytes(file);
  put(file, kLength, file.size(), 8);
  size_t at = kHeader;
  for (size_t i = 0; i < kSections; ++i) {
    const size_t entry = kTable + i * kEntry;
    const size_t left = file.size() - at;
    const auto said = static_cast<size_t>(std::min<uint64_t>(get(file, entry + kSize, 8), left));
    const size_t size = i + 1 < kSections ? said : left;
    put(file, entry + kSize, size, 8);
    put(file, entry + kChecksum, crc32c(bytes.subspan(at, size)), 4);
    at += size;
  }
  put(file, kHeader - 4, crc32c(bytes.first(kHeader - 4)), 4);
}

}  // namespace leann::fuzz
