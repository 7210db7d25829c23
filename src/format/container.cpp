#include "format/container.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "base/crc32c.h"

namespace leann {
namespace {

constexpr std::array<uint8_t, 8> kMagic = {'L', 'E', 'A', 'N', 'N', 'W', 'E', 'B'};
constexpr size_t kHeader = 8 + 4 + 4 + 8 + 8 + 16;  // magic, version, sections, length, commit
constexpr size_t kEntry = 4 + 4 + 8 + 4;            // name, kind, size, checksum
constexpr size_t kFooter = 8 + 4;                   // length and checksum of what is before

std::string text(const SectionName& name) { return {name.begin(), name.end()}; }

// An entry of the table, its section not looked at yet.
struct Entry {
  SectionName name;
  SectionKind kind;
  uint64_t size;
  uint32_t checksum;
};

Result<Entry> readEntry(ByteReader& in, const std::vector<Section>& before) {
  Entry entry{};
  std::memcpy(entry.name.data(), in.raw(4).data(), 4);
  const uint32_t kind = in.u32();
  entry.size = in.u64();
  entry.checksum = in.u32();
  if (!isSectionName(entry.name)) return corruptFile("a section has no name");
  if (kind > static_cast<uint32_t>(SectionKind::kAttachment)) {
    return unsupportedFile("section " + text(entry.name) + " is of a kind that this build does not know");
  }
  entry.kind = static_cast<SectionKind>(kind);
  const bool repeated = std::any_of(before.begin(), before.end(),
                                    [&](const Section& other) { return other.name == entry.name; });
  if (repeated) return corruptFile("it has two sections " + text(entry.name));
  return entry;
}

// Checks everything up to the table.
Status checkHeader(std::span<const uint8_t> bytes) {
  if (bytes.size() < kMagic.size() + 4 || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0) {
    return corruptFile("these bytes are no index of leann-web");
  }
  ByteReader in(bytes.subspan(kMagic.size()));
  if (const uint32_t version = in.u32(); version != kFormatVersion) {
    return unsupportedFile("its format version is " + std::to_string(version) + ", this build reads " +
                           std::to_string(kFormatVersion));
  }
  if (bytes.size() < containerSize(0)) return corruptFile("it ends within its header");
  const uint32_t sections = in.u32();
  if (sections > kMostSections) return corruptFile("it says that it has too many sections");
  if (in.u64() != bytes.size()) return corruptFile("its length is not the length that it was written with");
  if (bytes.size() < containerSize(sections)) return corruptFile("it ends within its table of sections");
  return {};
}

Status checkFooter(std::span<const uint8_t> bytes) {
  const size_t before = bytes.size() - kFooter;
  ByteReader in(bytes.subspan(before));
  if (in.u64() != before) return corruptFile("its footer gives another length than its header");
  if (in.u32() != crc32c(bytes.first(before))) return corruptFile("the checksum of the file does not match");
  return {};
}

}  // namespace

SectionName sectionName(const char* name) { return {name[0], name[1], name[2], name[3]}; }

bool isSectionName(const SectionName& name) {
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

Status corruptFile(const std::string& reason) {
  return {ErrorCode::kCorrupt, "leann: cannot open the index: " + reason};
}

Status unsupportedFile(const std::string& reason) {
  return {ErrorCode::kUnsupportedVersion, "leann: cannot open the index: " + reason};
}

size_t containerSize(size_t sections) { return kHeader + sections * kEntry + 4 + kFooter; }

const Section* Container::find(const char* name) const {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const Section& section) { return section.name == sectionName(name); });
  return found == sections.end() ? nullptr : &*found;
}

std::vector<uint8_t> writeContainer(const Container& container) {
  uint64_t total = containerSize(container.sections.size());
  for (const Section& section : container.sections) total += section.bytes.size();
  ByteWriter out;
  out.bytes().reserve(static_cast<size_t>(total));
  out.raw(kMagic);
  out.u32(kFormatVersion);
  out.u32(static_cast<uint32_t>(container.sections.size()));
  out.u64(total);
  out.u64(container.commit.generation);
  out.raw(container.commit.id);
  for (const Section& section : container.sections) {
    for (const char letter : section.name) out.u8(static_cast<uint8_t>(letter));
    out.u32(static_cast<uint32_t>(section.kind));
    out.u64(section.bytes.size());
    out.u32(crc32c(section.bytes));
  }
  out.u32(crc32c(out.bytes()));
  for (const Section& section : container.sections) out.raw(section.bytes);
  const uint32_t checksum = crc32c(out.bytes());
  out.u64(out.size());
  out.u32(checksum);
  return std::move(out.bytes());
}

Result<Container> readContainer(std::span<const uint8_t> bytes) {
  if (const Status status = checkHeader(bytes); !status.ok()) return status;
  ByteReader in(bytes);
  in.raw(kMagic.size() + 4);
  const uint32_t count = in.u32();
  in.u64();
  Container container;
  container.commit.generation = in.u64();
  std::memcpy(container.commit.id.data(), in.raw(16).data(), 16);
  const size_t table = kHeader + count * kEntry;
  ByteReader sum(bytes.subspan(table));
  if (sum.u32() != crc32c(bytes.first(table)))
    return corruptFile("the checksum of its header does not match");
  size_t at = table + 4;
  const size_t end = bytes.size() - kFooter;
  for (uint32_t i = 0; i < count; ++i) {
    const Result<Entry> entry = readEntry(in, container.sections);
    if (!entry.ok()) return entry.status();
    const auto& [name, kind, size, checksum] = entry.value();
    if (size > end - at) return corruptFile("section " + text(name) + " is longer than the file");
    const auto part = bytes.subspan(at, static_cast<size_t>(size));
    if (crc32c(part) != checksum) {
      return corruptFile("the checksum of section " + text(name) + " does not match");
    }
    container.sections.push_back({.name = name, .kind = kind, .bytes = part});
    at += part.size();
  }
  if (at != end) return corruptFile("bytes follow its last section");
  if (const Status status = checkFooter(bytes); !status.ok()) return status;
  return container;
}

}  // namespace leann
