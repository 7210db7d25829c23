#include "words/term_dictionary.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace leann {
namespace {

size_t groups(uint32_t value) {
  size_t count = 1;
  for (; value >= 128; value >>= 7U) ++count;
  return count;
}

}  // namespace

size_t sharedBytes(std::string_view a, std::string_view b) {
  size_t count = 0;
  while (count < a.size() && count < b.size() && a[count] == b[count]) ++count;
  return count;
}

size_t entrySize(size_t termBytes, const TermCounts& counts) {
  return 1 + termBytes + groups(counts.passages) + groups(counts.sections) + groups(counts.documents);
}

void TermDictionary::reserve(uint32_t terms, uint32_t bytes) {
  entries_.reserve(bytes);
  starts_.reserve(terms);
}

void TermDictionary::append(std::string_view term, const TermCounts& counts) {
  if (entries_.size() > std::numeric_limits<uint32_t>::max() - 2 * kLongestTerm) {
    throw std::length_error("terms");
  }
  starts_.push_back(static_cast<uint32_t>(entries_.size()));
  entries_.push_back(static_cast<uint8_t>(term.size()));
  entries_.insert(entries_.end(), term.begin(), term.end());
  for (uint32_t count : {counts.passages, counts.sections, counts.documents}) {
    for (; count >= 128; count >>= 7U) entries_.push_back(static_cast<uint8_t>(count | 128U));
    entries_.push_back(static_cast<uint8_t>(count));
  }
}

TermCounts TermDictionary::counts(uint32_t number) const {
  const uint8_t* at = entries_.data() + starts_[number];
  at += 1 + *at;
  const auto next = [&] {
    uint32_t value = 0;
    for (uint32_t shift = 0;; shift += 7) {
      value |= (*at & 127U) << shift;
      if (*at++ < 128) return value;
    }
  };
  TermCounts counts;
  counts.passages = next();
  counts.sections = next();
  counts.documents = next();
  return counts;
}

uint32_t TermDictionary::lowerBound(std::string_view bytes, uint32_t from) const {
  // In growing steps first, since walks look for what is near.
  uint32_t low = from;
  uint32_t step = 1;
  while (step < size() - low && term(low + step - 1) < bytes) {
    low += step;
    step *= 2;
  }
  uint32_t high = std::min(size() - low, step) + low;
  while (low < high) {
    const uint32_t middle = low + (high - low) / 2;
    if (term(middle) < bytes) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace leann
