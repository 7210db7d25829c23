// The terms of an index in order of their bytes, and in how many places each occurs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace leann {

/// Bytes of the longest term.
inline constexpr size_t kLongestTerm = 64;

/// In how many places a term occurs.
struct TermCounts {
  uint32_t passages = 0;   // whose bodies have it
  uint32_t sections = 0;   // whose headings have it
  uint32_t documents = 0;  // whose titles have it

  uint64_t sum() const { return uint64_t{passages} + sections + documents; }
};

/// Terms of 1 to kLongestTerm bytes, ascending. Memory: the bytes of a term and about 8 more.
class TermDictionary {
 public:
  /// Makes room for exactly as much, for those who know.
  void reserve(uint32_t terms, uint32_t bytes);

  /// `term`: after all that are there.
  void append(std::string_view term, const TermCounts& counts);

  uint32_t size() const { return static_cast<uint32_t>(starts_.size()); }
  std::string_view term(uint32_t number) const {
    const uint8_t* entry = entries_.data() + starts_[number];
    return {reinterpret_cast<const char*>(entry + 1), *entry};
  }
  TermCounts counts(uint32_t number) const;

  /// The first term that is not before `bytes`, looked for from `from` on; size() if there is none.
  /// O(log(distance)).
  uint32_t lowerBound(std::string_view bytes, uint32_t from = 0) const;

  /// Bytes that entries take.
  size_t bytes() const { return entries_.size(); }

 private:
  std::vector<uint8_t> entries_;  // of each term: its length, its bytes, its counts in groups of seven bits
  std::vector<uint32_t> starts_;
};

/// How many bytes two terms have in common at their beginnings.
size_t sharedBytes(std::string_view a, std::string_view b);

/// Bytes of an entry.
size_t entrySize(size_t termBytes, const TermCounts& counts);

}  // namespace leann
