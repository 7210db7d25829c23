// The terms of several indexes as one list.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "words/word_index.h"

namespace leann {

/// Stands at the terms of all parts, one after the other in order of their bytes; equal ones are one.
class MergedTerms {
 public:
  /// Begins with the first that is not before `from`. The parts must outlive this.
  explicit MergedTerms(std::span<const WordIndex* const> parts, std::string_view from = {});

  bool done() const { return done_; }
  std::string_view term() const { return term_; }
  /// The term's number in a part, or none if the part does not have it.
  static constexpr uint32_t kNone = ~uint32_t{0};
  uint32_t number(size_t part) const;
  /// In how many places it is: passages, sections and documents of all parts.
  uint64_t frequency() const;

  void next();
  /// To the first term that is not before `bytes`, if that is further on.
  void skipTo(std::string_view bytes);

 private:
  void settle();

  std::span<const WordIndex* const> parts_;
  std::vector<uint32_t> at_;  // the next term of each
  std::string_view term_;
  bool done_ = false;
};

}  // namespace leann
