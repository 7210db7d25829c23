// The index file: the one module that knows its bytes. The grammar is docs/format.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index.h"
#include "status.h"

namespace leann {

/// The format version that is written, and the only one that is read.
inline constexpr uint32_t kFormatVersion = 1;

/// Bytes of an encoded index by part.
struct SizeReport {
  size_t total = 0;
  size_t graph = 0;
  size_t codes = 0;
  size_t quantizer = 0;  // rotation, codebooks, mean
  size_t rest = 0;       // header, section table, parameters
};

/// The same index gives the same bytes on every platform. O(size).
Result<std::vector<uint8_t>> encodeIndex(const Index& index);

/// Checks everything before it is believed: lengths before allocation, checksums, ranges, ids. Memory is
/// bounded by the bytes present. Errors: kCorrupt, kUnsupportedVersion, kOutOfMemory.
Result<Index> decodeIndex(std::span<const uint8_t> bytes);

/// What each part of `bytes` takes. Errors: those of the header's checks in decodeIndex.
Result<SizeReport> sizeReport(std::span<const uint8_t> bytes);

}  // namespace leann
