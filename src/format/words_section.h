// WORD: which words are in which passages; the section is there if the index knows its words and has all
// their postings.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "words/word_index.h"

namespace leann {

/// Its size in a file, and the memory that it takes to open it; none without words.
struct WordsSize {
  uint64_t bytes = 0;
  uint64_t memory = 0;
};

/// O(terms).
void writeWords(const WordIndex& words, ByteWriter& out);

/// Checks every number before it is used. `memory`: the most that it may take. O(postings). Errors: kCorrupt.
Result<std::shared_ptr<const WordIndex>> readWords(std::span<const uint8_t> bytes, uint32_t nodes,
                                                   uint64_t memory);

/// Of a block of postings, beside its bits.
inline constexpr uint64_t kBlockMemory = 64;

/// `bytes`: of the section.
WordsSize sizeOf(const WordIndex& words, uint64_t bytes);

}  // namespace leann
