// How far words are from one that was typed: the table of edit distances, row by row, so that words that
// begin alike share rows.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "words/code_points.h"
#include "words/term_dictionary.h"

namespace leann {

/// Optimal string alignment: letters that are inserted, left out, replaced, or swapped with the next.
class EditRows {
 public:
  /// `typed`: at most kLongestTerm bytes. `limit`: 1 or 2; larger distances do not matter.
  EditRows(std::string_view typed, uint32_t limit);

  /// How many bytes of the present word `word` shares, up to the end of a letter; goes back to there.
  size_t goBack(std::string_view word, size_t sharedBytes);

  /// The next letter of the word; `end`: where it ends. False if no word that goes on from here is within the
  /// limit.
  bool advance(uint32_t letter, size_t end);

  /// Of the letters so far.
  uint32_t distance() const { return rows_[depth_][length_]; }

 private:
  static constexpr size_t kMostLetters = kLongestTerm + 4;
  static constexpr uint8_t kFar = 100;

  std::array<uint32_t, kMostLetters> typed_ = {};
  std::array<uint32_t, kMostLetters> letters_ = {};  // of the word; letters_[i] makes row i + 1
  std::array<size_t, kMostLetters> ends_ = {};       // bytes of the word up to row i
  std::array<uint8_t, kMostLetters> least_ = {};     // the least number of row i
  std::array<std::array<uint8_t, kMostLetters>, kMostLetters> rows_ = {};
  size_t length_ = 0;  // letters that were typed
  size_t depth_ = 0;   // the present row
  uint32_t limit_;
};

}  // namespace leann
