// Index files taken apart and put together by docs/format.md, independently of the code under test.
#pragma once

#include <array>

#include "crc32c.h"
#include "format.h"
#include "test_data.h"

namespace leann::testing {

using Bytes = std::vector<uint8_t>;

inline constexpr size_t kHeaderSize = 136;
inline constexpr size_t kTable = 20;  // after magic, version and length
inline constexpr size_t kSections = 7;
inline constexpr std::array<const char*, kSections> kNames = {"PARM", "GRPH", "QNTZ", "CODE",
                                                              "LENG", "CALI", "CACH"};
enum Part : size_t { kParm, kGrph, kQntz, kCode, kLeng, kCali, kCach };

inline void put(Bytes& bytes, size_t at, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) bytes[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

inline uint64_t get(const Bytes& bytes, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= uint64_t{bytes[at + i]} << (8 * i);
  return value;
}

/// A file taken apart by docs/format.md, independently of the code under test.
using Parts = std::array<Bytes, kSections>;

inline Parts split(const Bytes& file) {
  Parts parts;
  size_t at = kHeaderSize;
  for (size_t i = 0; i < kSections; ++i) {
    const size_t length = static_cast<size_t>(get(file, kTable + i * 16 + 4, 8));
    REQUIRE(at + length <= file.size());
    parts[i].assign(file.begin() + static_cast<std::ptrdiff_t>(at),
                    file.begin() + static_cast<std::ptrdiff_t>(at + length));
    at += length;
  }
  REQUIRE(at == file.size());
  return parts;
}

/// … and put together again, with lengths and checksums that match.
inline Bytes join(const Parts& parts, uint32_t version = kFormatVersion) {
  Bytes file(kHeaderSize);
  const std::string magic = "LEANNWEB";
  std::copy(magic.begin(), magic.end(), file.begin());
  put(file, 8, version, 4);
  for (size_t i = 0; i < kSections; ++i) {
    std::copy_n(kNames[i], 4, file.begin() + static_cast<std::ptrdiff_t>(kTable + i * 16));
    put(file, kTable + i * 16 + 4, parts[i].size(), 8);
    put(file, kTable + i * 16 + 12, crc32c(parts[i]), 4);
  }
  for (const Bytes& part : parts) file.insert(file.end(), part.begin(), part.end());
  put(file, 12, file.size(), 8);
  put(file, kHeaderSize - 4, crc32c(std::span<const uint8_t>(file).first(kHeaderSize - 4)), 4);
  return file;
}

inline Bytes encoded(const Index& index) {
  Result<Bytes> bytes = encodeIndex(index);
  REQUIRE(bytes.ok());
  return std::move(bytes.value());
}

inline TestTable smallTable(Metric metric = Metric::kInnerProduct) {
  return tableOf(clusteredVectors(30, 8, 1, 4, 4), 8, metric);
}

inline constexpr RotationKind kRotations[] = {RotationKind::kLearned, RotationKind::kRandom};

/// Saved vectors of these nodes.
inline CachedVectors cachedOf(const TestTable& vectors, const std::vector<NodeId>& ids) {
  VectorCache cache(vectors.dimension(), 1000000);
  for (const NodeId id : ids) REQUIRE(cache.insert(id, {vectors.row(id), vectors.dimension()}).ok());
  return cache.snapshot(1000000).value();
}

/// Everything in it that a file can hold: 30 nodes of 8 dimensions, 3 subspaces of 4 bits, predicted, with
/// lengths and two saved vectors.
inline const Bytes& smallFile(RotationKind rotation = RotationKind::kLearned) {
  const auto make = [](RotationKind kind) {
    Index index = buildIndex(smallTable(), {.rotation = kind, .subspaces = 3, .bits = 4});
    index.cached = cachedOf(smallTable(), {5, 17});
    return encoded(index);
  };
  static const Bytes learned = make(RotationKind::kLearned);
  static const Bytes random = make(RotationKind::kRandom);
  return rotation == RotationKind::kLearned ? learned : random;
}

inline void checkCorrupt(const Bytes& bytes, const char* reason = "") {
  const Result<Index> index = decodeIndex(bytes);
  REQUIRE(!index.ok());
  CHECK(index.status().code() == ErrorCode::kCorrupt);
  CHECK(index.status().message().find("leann: cannot open the index: ") == 0);
  CHECK(index.status().message().find(reason) != std::string::npos);
}

}  // namespace leann::testing
