// Makes an index of words from the terms of documents, passage by passage.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "words/word_index.h"

namespace leann {

/// Fields are terms in UTF-8 with '\n' between them; empty ones do not count. Repeats count in bodies alone,
/// and there up to kMostFrequent. Memory: about three bytes a posting and 200 a term.
class WordIndexBuilder {
 public:
  /// A call that is refused with kInvalidArgument changes nothing; after kOutOfMemory all others are refused.
  /// Errors: kInvalidArgument for a term of more than kLongestTerm bytes or with a zero byte, and if the
  /// document before has no passage.
  Status beginDocument(std::string_view title);

  /// The next passage of the document. `headings`: all that stand above it. Errors: as beginDocument;
  /// kInvalidArgument without a document.
  Status passage(std::string_view headings, std::string_view body);

  uint32_t passages() const { return passages_; }

  /// Once. Errors: kInvalidArgument if the last document has no passage; kOutOfMemory. O(postings).
  Result<std::shared_ptr<const WordIndex>> finish();

 private:
  // Ascending numbers, or numbers with frequencies, as gaps in groups of seven bits.
  struct List {
    void add(uint32_t number, uint32_t frequency);
    void add(uint32_t number);

    std::vector<uint8_t> bytes = {};
    uint32_t next = 0;  // the least that the next number can be
  };
  struct Lists {
    List passages, sections, documents;
  };

  template <typename Body>
  Status attempt(Body&& body);
  /// The numbers of a field's terms, ascending, with repeats.
  std::vector<uint32_t> numbersOf(std::string_view field);
  static void unpack(const Lists& lists, Postings& postings);

  std::unordered_map<std::string, uint32_t> numbers_;  // of the terms, as they came
  std::vector<Lists> lists_;
  std::vector<NodeId> documentStarts_;
  std::vector<NodeId> sectionStarts_;
  std::vector<uint32_t> headings_;  // of the present section
  uint32_t passages_ = 0;
  bool failed_ = false;
};

}  // namespace leann
