// Which terms make up which passage: the sparse matrix that a table is fitted with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "words/word_index.h"

namespace leann {

/// Row v has the terms of passage v, those of its headings and its document's title as well; their shares add
/// up to 1. Memory: 8 bytes an entry.
struct TermMatrix {
  std::vector<size_t> starts;  // of each row, and in the end the number of entries
  std::vector<uint32_t> terms;
  std::vector<float> shares;
  std::vector<float> weights;  // of each term: smooth inverse frequency (Arora, Liang, Ma 2017)
  std::vector<uint32_t>
      families;  // of each term: which others begin alike, ascending from 0; kAlone if none can
  uint32_t familyCount = 0;

  static constexpr uint32_t kAlone = ~uint32_t{0};

  uint32_t rows() const { return static_cast<uint32_t>(starts.size()) - 1; }
};

/// `commonness`: a term that makes up this share of all words has the weight one half. Terms of at least
/// `familyLength` characters are a family if so many are the same. Throws std::bad_alloc. O(postings).
TermMatrix termMatrix(const WordIndex& words, float commonness, uint32_t familyLength);

}  // namespace leann
