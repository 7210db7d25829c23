#include "words/edit_rows.h"

#include <algorithm>

namespace leann {

EditRows::EditRows(std::string_view typed, uint32_t limit) : limit_(limit) {
  for (size_t at = 0; at < typed.size();) {
    const size_t end = codePointEnd(typed, at);
    typed_[length_++] = codePoint(typed, at, end);
    at = end;
  }
  rows_[0].fill(kFar);
  for (size_t j = 0; j <= std::min<size_t>(length_, limit); ++j) rows_[0][j] = static_cast<uint8_t>(j);
}

size_t EditRows::goBack(std::string_view word, size_t sharedBytes) {
  const auto within = [&](size_t end) {
    return end <= sharedBytes && (end == word.size() || !continues(word[end]));
  };
  while (depth_ > 0 && !within(ends_[depth_])) --depth_;
  return ends_[depth_];
}

bool EditRows::advance(uint32_t letter, size_t end) {
  const size_t i = depth_ + 1;
  if (i > length_ + limit_) return false;
  letters_[depth_] = letter;
  ends_[i] = end;
  std::array<uint8_t, kMostLetters>& row = rows_[i];
  const std::array<uint8_t, kMostLetters>& above = rows_[i - 1];
  row.fill(kFar);
  if (i <= limit_) row[0] = static_cast<uint8_t>(i);
  uint32_t least = row[0];
  // Further from the diagonal, everything is beyond the limit.
  for (size_t j = i > limit_ ? i - limit_ : 1; j <= std::min(length_, i + limit_); ++j) {
    if (j == 0) continue;
    uint32_t edits = above[j - 1] + (typed_[j - 1] == letter ? 0U : 1U);
    edits = std::min(edits, 1U + std::min(above[j], row[j - 1]));
    if (i > 1 && j > 1 && letter == typed_[j - 2] && letters_[i - 2] == typed_[j - 1]) {
      edits = std::min(edits, rows_[i - 2][j - 2] + 1U);
    }
    row[j] = static_cast<uint8_t>(std::min<uint32_t>(edits, kFar));
    least = std::min<uint32_t>(least, row[j]);
  }
  least_[i] = static_cast<uint8_t>(least);
  depth_ = i;
  // The letter may still turn out to be swapped with the next.
  return least <= limit_ || least_[i - 1] + 1U <= limit_;
}

}  // namespace leann
