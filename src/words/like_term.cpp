#include "words/like_term.h"

namespace leann {

std::optional<uint32_t> likeTerm(const TermDictionary& terms, std::string_view term) {
  constexpr size_t kLeast = 4;
  const uint32_t after = terms.lowerBound(term);
  std::optional<uint32_t> best;
  size_t longest = 0;
  for (const uint32_t number : {after, after - 1}) {  // of those that are as alike, the later one
    if (number >= terms.size()) continue;
    const size_t shared = sharedBytes(terms.term(number), term);
    if (shared <= longest) continue;
    longest = shared;
    best = number;
  }
  if (best && terms.term(*best) == term) return best;
  return longest >= kLeast && 5 * longest >= 3 * term.size() ? best : std::nullopt;
}

}  // namespace leann
