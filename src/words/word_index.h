// Which words are in which passages: an inverted index. Immutable; searches share it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "words/postings.h"
#include "words/term_dictionary.h"

namespace leann {

/// Passages stand in documents, each of which has at least one, and in sections: as many passages in a row,
/// of whatever documents, as have the same terms in their headings. Memory: see wordsMemory.
class WordIndex {
 public:
  /// `bits`: where documents and sections begin, then the postings of each term, as WordWriter writes them.
  /// `shape`, `dictionary`: whose counts need not fit together. `work`: of all postings. Every bit is
  /// checked. Errors: kCorrupt, its message what the words do wrong. Throws std::bad_alloc. O(work).
  static Result<std::shared_ptr<const WordIndex>> create(const WordShape& shape, TermDictionary dictionary,
                                                         std::vector<uint8_t> bits, uint64_t work);

  /// Places in it are 32 bits.
  static constexpr size_t kMostBitBytes = (size_t{1} << 29U) - 1;

  const WordShape& shape() const { return shape_; }
  uint32_t passages() const { return shape_.passages; }
  uint32_t documents() const { return shape_.documents; }
  uint32_t terms() const { return dictionary_.size(); }
  const TermDictionary& dictionary() const { return dictionary_; }
  std::span<const uint8_t> bits() const { return bits_; }
  /// Steps that reading all postings takes.
  uint64_t work() const { return work_; }

  /// The first passage of each document, and in the end the number of passages.
  std::span<const NodeId> documentStarts() const { return documentStarts_; }
  /// Likewise of each section.
  std::span<const NodeId> sectionStarts() const { return sectionStarts_; }

  /// Terms of a passage's body, repeats included; at most 65,535.
  uint32_t length(NodeId passage) const { return lengths_[passage]; }
  /// Sum of the lengths of all.
  uint64_t tokens() const { return tokens_; }
  /// Different terms of a document's title; at most 255.
  uint32_t titleLength(uint32_t document) const { return titleLengths_[document]; }
  /// Documents with a title, and the sum of those lengths.
  uint32_t titled() const { return titled_; }
  uint64_t titleTokens() const { return titleTokens_; }

  /// Replaces what is in `postings`. O(work).
  void read(uint32_t term, Postings& postings) const;

 private:
  WordIndex(const WordShape& shape, TermDictionary dictionary, std::vector<uint8_t> bits, uint64_t work)
      : shape_(shape), dictionary_(std::move(dictionary)), bits_(std::move(bits)), work_(work) {}
  Status readAll();
  void measure(const Postings& postings);

  WordShape shape_;
  TermDictionary dictionary_;
  std::vector<uint8_t> bits_;
  uint64_t work_;
  std::vector<uint32_t> places_ = {};  // of each term's postings: their first bit
  std::vector<NodeId> documentStarts_ = {};
  std::vector<NodeId> sectionStarts_ = {};
  std::vector<uint16_t> lengths_ = {};
  uint64_t tokens_ = 0;
  std::vector<uint8_t> titleLengths_ = {};
  uint32_t titled_ = 0;
  uint64_t titleTokens_ = 0;
};

/// Bytes of memory that an index of words takes while it is opened, but for less than a kilobyte. Half a byte
/// for each step of work stands for time, not memory: a file that takes long to read is long.
uint64_t wordsMemory(const WordShape& shape, uint32_t terms, uint64_t entryBytes, uint64_t bitBytes,
                     uint64_t work);

}  // namespace leann
