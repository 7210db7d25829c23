// The index file: the one module that knows its bytes. The grammar is docs/format.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index.h"
#include "status.h"

namespace leann {

/// The format version that is written, and the only one that is read.
inline constexpr uint32_t kFormatVersion = 2;

/// Bytes of an encoded index by part.
struct SizeReport {
  size_t total = 0;
  size_t graph = 0;
  size_t codes = 0;
  size_t lengths = 0;
  size_t quantizer = 0;  // rotation, codebooks, mean
  size_t cache = 0;      // saved vectors
  size_t rest = 0;       // header, section table, parameters, calibration
};

/// Bytes of the file of `nodes` nodes without saved vectors, whose graph takes `graphBytes`. `params`:
/// resolved.
uint64_t fileSize(const BuildParams& params, uint32_t dimension, uint32_t nodes, uint64_t graphBytes);

/// The same index gives the same bytes on every platform. O(size).
Result<std::vector<uint8_t>> encodeIndex(const Index& index);

/// Checks everything before it is believed: lengths before allocation, checksums, ranges, ids. Memory is
/// bounded by the bytes present. Errors: kCorrupt, kUnsupportedVersion, kOutOfMemory.
Result<Index> decodeIndex(std::span<const uint8_t> bytes);

/// What each part of the file of an index takes, without its saved vectors. O(edges).
Result<SizeReport> sizeReport(const Index& index);

/// What each part of `bytes` takes. Errors: those of the header's checks in decodeIndex.
Result<SizeReport> sizeReport(std::span<const uint8_t> bytes);

}  // namespace leann
