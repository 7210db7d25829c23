#include "words/merged_terms.h"

namespace leann {

MergedTerms::MergedTerms(std::span<const WordIndex* const> parts, std::string_view from)
    : parts_(parts), at_(parts.size(), 0) {
  skipTo(from);
}

uint32_t MergedTerms::number(size_t part) const {
  const TermDictionary& terms = parts_[part]->dictionary();
  return at_[part] < terms.size() && terms.term(at_[part]) == term_ ? at_[part] : kNone;
}

uint64_t MergedTerms::frequency() const {
  uint64_t sum = 0;
  for (size_t part = 0; part < parts_.size(); ++part) {
    if (const uint32_t at = number(part); at != kNone) sum += parts_[part]->dictionary().counts(at).sum();
  }
  return sum;
}

void MergedTerms::next() {
  const std::string_view passed = term_;
  for (size_t part = 0; part < parts_.size(); ++part) {
    const TermDictionary& terms = parts_[part]->dictionary();
    if (at_[part] < terms.size() && terms.term(at_[part]) == passed) ++at_[part];
  }
  settle();
}

void MergedTerms::skipTo(std::string_view bytes) {
  for (size_t part = 0; part < parts_.size(); ++part) {
    at_[part] = parts_[part]->dictionary().lowerBound(bytes, at_[part]);
  }
  settle();
}

void MergedTerms::settle() {
  done_ = true;
  for (size_t part = 0; part < parts_.size(); ++part) {
    const TermDictionary& terms = parts_[part]->dictionary();
    if (at_[part] == terms.size()) continue;
    if (done_ || terms.term(at_[part]) < term_) term_ = terms.term(at_[part]);
    done_ = false;
  }
}

}  // namespace leann
