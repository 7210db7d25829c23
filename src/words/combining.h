// Growing an index of words, and making it smaller, without any texts.
#pragma once

#include <memory>
#include <span>

#include "words/word_index.h"

namespace leann {

/// The documents of `second` after those of `first`. The same as if all had been indexed at once. Errors:
/// kOutOfMemory; kInvalidArgument if there are too many passages or postings. O(postings).
Result<std::shared_ptr<const WordIndex>> appended(const WordIndex& first, const WordIndex& second);

/// Only the passages `kept` (ascending), numbered again, with the documents that any are left of. The same as
/// if only these had been indexed. Errors: kInvalidArgument for passages that do not ascend or that there are
/// not; kOutOfMemory. O(postings).
Result<std::shared_ptr<const WordIndex>> compacted(const WordIndex& index, std::span<const NodeId> kept);

}  // namespace leann
