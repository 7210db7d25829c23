// One search for words: the passages that have them, best first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "words/word_index.h"
#include "words/word_query.h"

namespace leann {

// BM25F (Robertson, Zaragoza, Taylor 2004).
inline constexpr float kTermSaturation = 1.2F;  // k1
inline constexpr float kLengthShare = 0.75F;    // b, of bodies and titles
inline constexpr float kHeadingWeight = 1.5F;
inline constexpr float kTitleWeight = 4;

struct WordSearchOptions {
  uint32_t count = 10;  // most hits
  /// Bit v (the lowest of byte v / 8 first) says whether passage v may be a hit: (passages + 7) / 8 bytes, or
  /// empty for all.
  std::span<const uint8_t> allowed = {};
};

struct WordHit {
  NodeId node;
  float score;     // 0 to 1: what it has of what a passage could have at most
  float coverage;  // 0 to 1: the share of the query's terms that it has; rare ones count more
  uint32_t terms;  // of the query's, how many it has
};

struct WordAnswer {
  std::vector<WordHit> hits;  // best first; ties by node
  /// The terms of the dictionaries that were looked for, but for those that are common beside the rarest: of
  /// each the number of the query's term (u8), its length (u8) and its bytes.
  std::vector<uint8_t> matched;
  /// If the query has required or excluded terms: which passages have the former, and are of no document with
  /// the latter; bits as in `allowed`.
  std::vector<uint8_t> permitted;
  /// Blocks of postings that were not at hand, ascending; the terms in them count as being in no passage. Ask
  /// again when they were supplied.
  std::vector<uint32_t> missing;
};

/// `parts`: passages of later ones are numbered after those of earlier ones; only the first may lack
/// postings; how rare a term is, and how long passages are, is counted over all of them. `query`: at most
/// kMostQueryTerms. Errors: kInvalidArgument for a set of allowed passages of the wrong size, or too many
/// terms; kOutOfMemory. O(passages + postings), O(terms) for those with typos; memory: 17 bytes a passage.
Result<WordAnswer> searchWords(std::span<const WordIndex* const> parts, std::span<const QueryTerm> query,
                               const WordSearchOptions& options);

}  // namespace leann
