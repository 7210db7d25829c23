// An index of words without its postings, and these as blocks that come when they are needed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "words/word_index.h"

namespace leann {

struct OutlinedWords {
  std::shared_ptr<const WordIndex> outline;
  std::vector<std::vector<uint8_t>> blocks;
};

/// Blocks are of `blockBytes` or the next term more. With `cuts`, ascending numbers of terms, one ends before
/// each of these instead, and elsewhere at twice the bytes: where an index was cut before, so that blocks
/// whose postings are the same stay the same bytes. Errors: kInvalidArgument for an index that is not whole,
/// or no bytes; kOutOfMemory. O(work).
Result<OutlinedWords> outlined(const WordIndex& index, uint32_t blockBytes,
                               std::span<const uint32_t> cuts = {});

/// The index in one piece. Errors: kInvalidArgument for one that is not whole; kOutOfMemory. O(work).
Result<std::shared_ptr<const WordIndex>> inOnePiece(const WordIndex& index);

}  // namespace leann
