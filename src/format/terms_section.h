// TERM: the words of an index whose postings are elsewhere, in blocks; in place of WORD.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "words/word_index.h"

namespace leann {

/// Of an index that has blocks. O(terms + passages).
void writeTerms(const WordIndex& words, ByteWriter& out);

/// Writes TERM for an index that has blocks, else WORD; returns which.
const char* writeWordsOrTerms(const WordIndex& words, ByteWriter& out);

/// Checks every number before it is used. `memory`: the most that it may take, all postings included.
/// O(terms + passages). Errors: kCorrupt.
Result<std::shared_ptr<const WordIndex>> readTerms(std::span<const uint8_t> bytes, uint32_t nodes,
                                                   uint64_t memory);

}  // namespace leann
