// The index file, whose grammar is docs/format.md. What it consists of is in container.h, graph/graph_codec.h
// (GRPH) and *_section.h (all other sections), how long it is in file_size.h.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"
#include "format/container.h"
#include "format/file_size.h"
#include "format/origin.h"
#include "index/index.h"

namespace leann {

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

}  // namespace leann
