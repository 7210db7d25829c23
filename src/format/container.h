// The outside of an index file: header, named sections, checksums. format.h says who reads the sections; the
// grammar is docs/format.md.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"

namespace leann {

/// The format version that is written, and the only one that is read.
inline constexpr uint32_t kFormatVersion = 3;

using SectionName = std::array<char, 4>;

/// How a reader treats a section that it does not know.
enum class SectionKind : uint32_t {
  kOptional = 0,    // skip it
  kRequired = 1,    // refuse the file
  kAttachment = 2,  // hand it to the caller: it means nothing to the core
};

struct Section {
  SectionName name;
  SectionKind kind;
  std::span<const uint8_t> bytes;  // of the file, or of whoever writes one
};

/// Which state of what the file is: counted up by whoever saves it, and an id of that saving.
struct Commit {
  uint64_t generation = 0;
  std::array<uint8_t, 16> id = {};
};

struct Container {
  Commit commit;
  std::vector<Section> sections;  // each name once

  /// The section of that name, or null.
  const Section* find(const char* name) const;
};

/// Names of four capital letters or digits, each once, at most kMostSections. O(size).
std::vector<uint8_t> writeContainer(const Container& container);
inline constexpr size_t kMostSections = 64;

/// The sections of `bytes`, once lengths and all checksums are known to be right. O(size). Errors: kCorrupt,
/// kUnsupportedVersion.
Result<Container> readContainer(std::span<const uint8_t> bytes);

/// Bytes of a file beside its sections.
size_t containerSize(size_t sections);

SectionName sectionName(const char* name);
/// Whether it has four capital letters or digits.
bool isSectionName(const SectionName& name);

/// "leann: cannot open the index: " and the reason.
Status corruptFile(const std::string& reason);
Status unsupportedFile(const std::string& reason);

}  // namespace leann
