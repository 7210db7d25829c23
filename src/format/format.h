// The index file: the one module that knows its bytes, together with container.h and sections.h. The grammar
// is docs/format.md.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"
#include "format/container.h"
#include "format/origin.h"
#include "graph/graph_codec.h"
#include "index/index.h"

namespace leann {

/// Bytes of an encoded index by part.
struct SizeReport {
  size_t total = 0;
  size_t graph = 0;
  size_t codes = 0;
  size_t lengths = 0;
  size_t quantizer = 0;    // rotation, codebooks, mean
  size_t cache = 0;        // saved vectors
  size_t attachments = 0;  // what the caller keeps in the file
  size_t rest = 0;         // header, section table, parameters, calibration, origin, removed nodes, padding
};

/// Bytes of the file of `nodes` nodes without saved vectors, removed nodes, texts about its origin and
/// attachments. `params`: resolved.
uint64_t fileSize(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph);

/// The same index gives the same bytes on every platform. `attachments`: sections of the caller's, of kind
/// kAttachment, which decodeIndex skips and describeFile hands out; four capital letters or digits name one.
/// O(size). Errors: kInvalidArgument for a name that is none, is taken, or is there twice; kOutOfMemory.
Result<std::vector<uint8_t>> encodeIndex(const Index& index, const Origin& origin = {},
                                         std::span<const Section> attachments = {});

/// Checks everything before it is believed: checksums, lengths, ranges, ids. The memory that it asks for is
/// at most four times the file and a megabyte. Errors: kCorrupt, kUnsupportedVersion, kOutOfMemory.
Result<Index> decodeIndex(std::span<const uint8_t> bytes);

struct FileReport {
  Origin origin;
  SizeReport sizes;
  std::vector<Section> attachments;  // within the file's bytes
};

/// What a file says of itself; its checksums are checked, but not what is in PARM, GRPH, QNTZ and so on.
/// O(size). Errors: kCorrupt, kUnsupportedVersion, kOutOfMemory.
Result<FileReport> describeFile(std::span<const uint8_t> bytes);

/// What each part of the file of an index takes, as fileSize counts. O(edges).
Result<SizeReport> sizeReport(const Index& index);

}  // namespace leann
