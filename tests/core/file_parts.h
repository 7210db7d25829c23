// Index files taken apart and put together by docs/format.md, independently of the code under test.
#pragma once

#include <array>

#include "base/crc32c.h"
#include "format/format.h"
#include "test_data.h"

namespace leann::testing {

using Bytes = std::vector<uint8_t>;

inline constexpr size_t kTable = 48;   // after magic, version, number of sections, length and commit
inline constexpr size_t kEntry = 20;   // name, kind, size, checksum
inline constexpr size_t kFooter = 12;  // length and checksum

// The sections of the small file below, in their order.
enum Part : size_t { kOrig, kParm, kGrph, kQntz, kCode, kLeng, kCali, kDead, kCach, kNote };
inline constexpr std::array<const char*, 10> kNames = {"ORIG", "PARM", "GRPH", "QNTZ", "CODE",
                                                       "LENG", "CALI", "DEAD", "CACH", "NOTE"};

inline void put(Bytes& bytes, size_t at, uint64_t value, size_t width) {
  for (size_t i = 0; i < width; ++i) bytes[at + i] = static_cast<uint8_t>(value >> (8 * i));
}

inline uint64_t get(const Bytes& bytes, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width; ++i) value |= uint64_t{bytes[at + i]} << (8 * i);
  return value;
}

/// A file taken apart by docs/format.md, independently of the code under test.
struct Parts {
  struct Section {
    std::string name;
    uint32_t kind;
    Bytes bytes;
  };
  Bytes commit;  // generation and id
  std::vector<Section> sections;

  size_t size() const { return sections.size(); }
  Bytes& operator[](size_t i) { return sections[i].bytes; }
  const Bytes& operator[](size_t i) const { return sections[i].bytes; }
};

inline Parts split(const Bytes& file) {
  Parts parts;
  const auto at = [&](size_t position) { return file.begin() + static_cast<std::ptrdiff_t>(position); };
  parts.commit.assign(at(24), at(kTable));
  const size_t count = static_cast<size_t>(get(file, 12, 4));
  size_t begin = kTable + count * kEntry + 4;
  for (size_t i = 0; i < count; ++i) {
    const size_t entry = kTable + i * kEntry;
    const size_t end = begin + static_cast<size_t>(get(file, entry + 8, 8));
    REQUIRE(end <= file.size());
    parts.sections.push_back({std::string(at(entry), at(entry + 4)),
                              static_cast<uint32_t>(get(file, entry + 4, 4)), Bytes(at(begin), at(end))});
    begin = end;
  }
  REQUIRE(begin + kFooter == file.size());
  return parts;
}

/// Makes header and footer match what is between them. The sections' own checksums are left as they are.
inline void restamp(Bytes& file) {
  const size_t table = kTable + static_cast<size_t>(get(file, 12, 4)) * kEntry;
  if (table + 4 + kFooter > file.size()) return;
  const std::span<const uint8_t> all(file);
  put(file, table, crc32c(all.first(table)), 4);
  put(file, file.size() - 4, crc32c(all.first(file.size() - kFooter)), 4);
}

/// … and put together again, with lengths and checksums that match.
inline Bytes join(const Parts& parts, uint32_t version = kFormatVersion) {
  Bytes file(kTable + parts.size() * kEntry + 4);
  const std::string magic = "LEANNWEB";
  std::copy(magic.begin(), magic.end(), file.begin());
  put(file, 8, version, 4);
  put(file, 12, parts.size(), 4);
  std::copy(parts.commit.begin(), parts.commit.end(), file.begin() + 24);
  for (size_t i = 0; i < parts.size(); ++i) {
    const size_t entry = kTable + i * kEntry;
    const Parts::Section& section = parts.sections[i];
    std::copy_n(section.name.begin(), 4, file.begin() + static_cast<std::ptrdiff_t>(entry));
    put(file, entry + 4, section.kind, 4);
    put(file, entry + 8, section.bytes.size(), 8);
    put(file, entry + 16, crc32c(section.bytes), 4);
  }
  for (const Parts::Section& section : parts.sections) {
    file.insert(file.end(), section.bytes.begin(), section.bytes.end());
  }
  const size_t length = file.size();
  file.resize(length + kFooter);
  put(file, length, length, 8);
  put(file, 16, file.size(), 8);
  restamp(file);
  return file;
}

inline Bytes encoded(const Index& index, const Origin& origin = {},
                     std::span<const Section> attachments = {}) {
  Result<Bytes> bytes = encodeIndex(index, origin, attachments);
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

inline Origin someOrigin() {
  Origin origin{{7, {1, 2, 3}}, "abc:mean:256", "int8", "wasm", {}};
  origin.corpus.fill(0x5A);
  return origin;
}

/// Everything in it that a file can hold: 30 nodes of 8 dimensions, 3 subspaces of 4 bits, predicted, with
/// lengths, two removed nodes, two saved vectors and an attachment.
inline const Bytes& smallFile(RotationKind rotation = RotationKind::kLearned) {
  const auto make = [](RotationKind kind) {
    Index index = buildIndex(smallTable(), {.rotation = kind, .subspaces = 3, .bits = 4});
    index.cached = cachedOf(smallTable(), {5, 17});
    index.removed.insert(3);
    index.removed.insert(29);
    index.drift = {30, 0.5F, 0.75F, 0.25F};
    const Bytes note = {1, 2, 3, 4, 5};
    const Section attached{sectionName("NOTE"), SectionKind::kAttachment, note};
    return encoded(index, someOrigin(), {&attached, 1});
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
