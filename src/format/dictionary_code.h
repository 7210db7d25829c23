// The terms of a dictionary as a range-coded stream (docs/format.md, WORD).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"
#include "words/term_dictionary.h"

namespace leann {

/// kCorrupt: the words of a file `reason`.
Status corruptWords(const char* reason);

/// O(bytes).
std::vector<uint8_t> encodeDictionary(const TermDictionary& terms);

/// `count`, `entryBytes`: of the dictionary; memory for these is made at once. Errors: kCorrupt. O(bytes).
Result<TermDictionary> decodeDictionary(std::span<const uint8_t> bytes, uint32_t count, uint32_t entryBytes);

}  // namespace leann
