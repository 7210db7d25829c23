// Which words are in which passages: an inverted index. What it says does not change; of its postings, some
// may not be at hand.
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

/// The postings of some terms in a row, as bits of their own.
struct PostingBlock {
  uint32_t firstTerm = 0;  // its terms are those before the next block's
  uint32_t firstByte = 0;  // likewise
  uint64_t work = 0;       // of all of them
};

/// What an index knows without its postings.
struct WordOutline {
  std::vector<NodeId> documentStarts;  // as WordIndex has them, the number of passages last
  std::vector<NodeId> sectionStarts;
  std::vector<uint16_t> lengths;      // of each passage
  std::vector<uint8_t> titleLengths;  // of each document
  std::vector<PostingBlock> blocks;
  uint32_t bitBytes = 0;  // of all blocks; at most WordIndex::kMostBitBytes
};

constexpr const char* kNotWhole = "not all of their postings are at hand";

/// Passages stand in documents, each of which has at least one, and in sections: as many passages in a row,
/// of whatever documents, as have the same terms in their headings. Memory: see wordsMemory.
class WordIndex {
 public:
  /// `bits`: where documents and sections begin, then the postings of each term, as WordWriter writes them.
  /// `shape`, `dictionary`: whose counts need not fit together. `work`: of all postings. Every bit is
  /// checked. Errors: kCorrupt, its message what the words do wrong. Throws std::bad_alloc. O(work).
  static Result<std::shared_ptr<const WordIndex>> create(const WordShape& shape, TermDictionary dictionary,
                                                         std::vector<uint8_t> bits, uint64_t work);

  /// An index whose postings come block by block. Only the counts of `dictionary` are checked against
  /// `outline`, whose parts fit together, and each block when it comes. Errors: kCorrupt. Throws
  /// std::bad_alloc.
  static Result<std::shared_ptr<const WordIndex>> create(TermDictionary dictionary, WordOutline outline);

  /// Places in it are 32 bits.
  static constexpr size_t kMostBitBytes = (size_t{1} << 29U) - 1;

  const WordShape& shape() const { return shape_; }
  uint32_t passages() const { return shape_.passages; }
  uint32_t documents() const { return shape_.documents; }
  uint32_t terms() const { return dictionary_.size(); }
  const TermDictionary& dictionary() const { return dictionary_; }
  /// Where documents and sections begin, then all postings; or blocks of postings alone, those that are not
  /// at hand with whatever bytes.
  std::span<const uint8_t> bits() const { return bits_; }
  /// Steps that reading all postings takes.
  uint64_t work() const { return work_; }

  /// None if the postings are in one piece.
  std::span<const PostingBlock> blocks() const { return blocks_; }
  /// The block with a term's postings. Of an index that has blocks.
  uint32_t blockOf(uint32_t term) const;
  uint32_t blockBytes(uint32_t block) const;
  /// Whether all postings are at hand; kNotWhole says that they are not.
  bool isWhole() const { return absent_ == 0; }
  /// Takes the postings of a block; again, it does nothing. Not while another thread reads. Errors:
  /// kInvalidArgument for a block that there is not; kCorrupt for bits that are not its postings;
  /// kOutOfMemory. O(work).
  Status supply(uint32_t block, std::span<const uint8_t> bits) const;

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

  /// Replaces what is in `postings`; false, and nothing in it, if they are not at hand. O(work).
  bool read(uint32_t term, Postings& postings) const;

 private:
  WordIndex(const WordShape& shape, TermDictionary dictionary)
      : shape_(shape), dictionary_(std::move(dictionary)) {}
  Status checkCounts(TermCounts& most) const;
  Status readAll(const TermCounts& most);
  void measure(const Postings& postings);
  void addUpLengths();
  uint32_t endOf(uint32_t block) const;

  WordShape shape_;
  TermDictionary dictionary_;
  mutable std::vector<uint8_t> bits_ = {};
  uint64_t work_ = 0;
  std::vector<PostingBlock> blocks_ = {};
  mutable std::vector<uint8_t> present_ = {};  // of each block whether it is at hand
  mutable size_t absent_ = 0;                  // blocks that are not
  mutable std::vector<uint32_t> places_ = {};  // of each term's postings: their first bit
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
