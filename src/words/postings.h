// Where one term occurs, and the bits for it.
#pragma once

#include <cstdint>
#include <vector>

#include "words/bit_stream.h"
#include "words/term_dictionary.h"

namespace leann {

/// A term that is more frequent in a passage counts as that frequent.
inline constexpr uint32_t kMostFrequent = 255;

/// All lists ascend.
struct Postings {
  std::vector<uint32_t> passages;     // whose bodies have it
  std::vector<uint8_t> frequencies;   // in each of these, at least 1
  std::vector<uint32_t> sections;     // whose headings have it
  std::vector<uint32_t> documents;    // whose titles have it
  std::vector<uint32_t> level = {};   // for readPostings alone
  std::vector<uint32_t> places = {};  // likewise

  void clear();
  /// Makes room for exactly as many, for those who know.
  void reserve(const TermCounts& most);
  TermCounts counts() const;
  /// Steps that reading it takes.
  uint64_t work() const;
};

/// How many passages, sections and documents there are: the bounds of what lists hold.
struct WordShape {
  uint32_t passages = 0;
  uint32_t sections = 0;
  uint32_t documents = 0;
};

void writePostings(BitWriter& out, const Postings& postings, const WordShape& shape);

/// Replaces what is in `postings`. `counts`: within `shape`. False for bits that are no postings, or whose
/// work would be more than `most`; the lists are in range and ascend all the same. O(work).
bool readPostings(BitReader& in, const TermCounts& counts, const WordShape& shape, uint64_t most,
                  Postings& postings);

}  // namespace leann
