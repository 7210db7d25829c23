// Writes an index of words, term by term.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "words/word_index.h"

namespace leann {

class WordWriter {
 public:
  /// `documentStarts`, `sectionStarts`: as WordIndex has them, the number of passages last.
  WordWriter(std::span<const NodeId> documentStarts, std::span<const NodeId> sectionStarts);

  /// `term`: after those before. One without postings is left out. O(postings).
  void add(std::string_view term, const Postings& postings);

  /// Errors: kInvalidArgument for more postings than an index can hold. O(postings).
  Result<std::shared_ptr<const WordIndex>> finish();

 private:
  WordShape shape_;
  TermDictionary dictionary_;
  BitWriter bits_;
  uint64_t work_ = 0;
};

}  // namespace leann
