// The terms of the dictionaries that stand for one term of a query.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "words/word_index.h"
#include "words/word_query.h"

namespace leann {

inline constexpr size_t kMostCompletions = 64;  // the most frequent
inline constexpr float kCompletionFactor = 0.6F;
inline constexpr size_t kMostSimilar = 16;
inline constexpr float kSimilarFactors[] = {0.7F, 0.5F};  // at one edit, at two
/// Of a first part whose postings come in blocks, alternatives are of so many: a letter or two would have far
/// too many fetched.
inline constexpr size_t kMostBlocks = 4;
inline constexpr size_t kLettersForEdits[] = {4, 8};  // that a term must have for one edit, for two

struct Alternative {
  std::string_view term;  // within a dictionary
  float factor;           // what it counts, at most 1
};

/// The term itself, if it is there; with `prefix`, its completions; with `typos`, if there is none of these,
/// the nearest of the similar terms. Throws std::bad_alloc. O(completions), or O(terms) with few steps each.
std::vector<Alternative> alternativesOf(const QueryTerm& query, std::span<const WordIndex* const> parts);

}  // namespace leann
