// The index file. Its grammar is docs/format.md; its outside is in container.h, the section GRPH in
// graph/graph_codec.h, every other section in a file of its own (*_section.h), and its length in file_size.h.
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

/// Reads where a file comes from and how large its parts are. Its checksums are checked, but not what is in
/// PARM, GRPH, QNTZ and so on.
/// O(size). Errors: kCorrupt, kUnsupportedVersion, kOutOfMemory.
Result<FileReport> describeFile(std::span<const uint8_t> bytes);

}  // namespace leann
