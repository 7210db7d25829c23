#include "words/alternatives.h"

#include <algorithm>
#include <string>

#include "words/edit_rows.h"
#include "words/merged_terms.h"

namespace leann {
namespace {

struct Candidate {
  std::string_view term;
  uint64_t frequency;
};

// Rarer ones first to go; of equal ones the last in order.
bool isBetter(const Candidate& a, const Candidate& b) {
  return a.frequency != b.frequency ? a.frequency > b.frequency : a.term < b.term;
}

// The best of those offered.
class Best {
 public:
  explicit Best(size_t most) : most_(most) {}

  void offer(const Candidate& candidate) {
    if (heap_.size() == most_) {
      if (!isBetter(candidate, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), isBetter);
      heap_.pop_back();
    }
    heap_.push_back(candidate);
    std::push_heap(heap_.begin(), heap_.end(), isBetter);
  }
  void clear() { heap_.clear(); }

  void moveTo(float factor, std::vector<Alternative>& out) {
    std::sort_heap(heap_.begin(), heap_.end(), isBetter);
    for (const Candidate& candidate : heap_) out.push_back({.term = candidate.term, .factor = factor});
  }

 private:
  size_t most_;
  std::vector<Candidate> heap_;
};

bool beginsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// The first bytes that come after all that begin with `start`; empty if there are none.
std::string after(std::string_view start) {
  std::string next(start);
  while (!next.empty() && next.back() == '\xFF') next.pop_back();
  if (!next.empty()) next.back() = static_cast<char>(static_cast<uint8_t>(next.back()) + 1);
  return next;
}

// Moves the rows to `term`; the bytes of it that no term within the limit begins with, or none.
std::string_view follow(EditRows& rows, std::string_view term, std::string_view last) {
  for (size_t at = rows.goBack(term, sharedBytes(term, last)); at < term.size();) {
    const size_t end = codePointEnd(term, at);
    if (!rows.advance(codePoint(term, at, end), end)) return term.substr(0, end);
    at = end;
  }
  return {};
}

void findSimilar(std::string_view typed, std::span<const WordIndex* const> parts,
                 std::vector<Alternative>& out) {
  const size_t letters = codePoints(typed);
  uint32_t limit = 0;
  for (const size_t least : kLettersForEdits) limit += letters >= least ? 1U : 0U;
  if (limit == 0) return;
  EditRows rows(typed, limit);
  Best best(kMostSimilar);
  uint32_t nearest = limit;
  std::string_view last;
  for (MergedTerms terms(parts); !terms.done();) {
    const std::string_view term = terms.term();
    const std::string_view tooFar = follow(rows, term, last);
    last = term;
    if (!tooFar.empty()) {
      const std::string next = after(tooFar);
      if (next.empty()) break;
      terms.skipTo(next);
      continue;
    }
    if (const uint32_t distance = rows.distance(); distance <= nearest) {
      if (distance < nearest) best.clear();
      nearest = distance;
      best.offer({.term = term, .frequency = terms.frequency()});
    }
    terms.next();
  }
  // The term itself is not there, so the nearest is at one edit or more.
  if (nearest > 0) best.moveTo(kSimilarFactors[nearest - 1], out);
}

// Of alternatives, the best first, keeps those whose postings are in the first few blocks.
void keepFewBlocks(const WordIndex& words, std::vector<Alternative>& found) {
  if (words.blocks().empty()) return;
  std::vector<uint32_t> blocks;
  std::erase_if(found, [&](const Alternative& each) {
    const uint32_t number = words.dictionary().lowerBound(each.term);
    if (number == words.terms() || words.dictionary().term(number) != each.term) return false;
    const uint32_t block = words.blockOf(number);
    if (std::find(blocks.begin(), blocks.end(), block) != blocks.end()) return false;
    if (blocks.size() == kMostBlocks) return true;
    blocks.push_back(block);
    return false;
  });
}

}  // namespace

std::vector<Alternative> alternativesOf(const QueryTerm& query, std::span<const WordIndex* const> parts) {
  std::vector<Alternative> found;
  MergedTerms terms(parts, query.term);
  if (!terms.done() && terms.term() == query.term) {
    found.push_back({.term = terms.term(), .factor = 1});
    terms.next();
  }
  if (query.excluded) return found;
  if (query.prefix) {
    Best best(kMostCompletions);
    for (; !terms.done() && beginsWith(terms.term(), query.term); terms.next()) {
      best.offer({.term = terms.term(), .frequency = terms.frequency()});
    }
    best.moveTo(kCompletionFactor, found);
  }
  if (query.typos && found.empty()) findSimilar(query.term, parts, found);
  if (!parts.empty()) keepFewBlocks(*parts.front(), found);
  return found;
}

}  // namespace leann
