// Indexes of words as JavaScript sees them: made, put into an index, and searched.
#pragma once

#include <emscripten/val.h>

#include <memory>
#include <vector>

#include "words/word_index.h"

namespace leann {

class WordsHandle {
 public:
  explicit WordsHandle(std::shared_ptr<const WordIndex> words) : words_(std::move(words)) {}

  uint32_t passages() const { return words_->passages(); }
  uint32_t terms() const { return words_->terms(); }
  /// In a file.
  emscripten::val bytes() const;
  const std::shared_ptr<const WordIndex>& words() const { return words_; }

 private:
  std::shared_ptr<const WordIndex> words_;
};

/// Searches passages of all parts, numbered one after the other. `query`: packed (words/word_query.h).
/// `allowed`: bits, or undefined for all. Gives hits in parallel arrays, best first, and the packed terms
/// that matched, and `permitted` as WordAnswer has it, undefined if nothing is required or excluded.
emscripten::val searchParts(const std::vector<std::shared_ptr<const WordIndex>>& parts,
                            const emscripten::val& query, double count, const emscripten::val& allowed);

}  // namespace leann
