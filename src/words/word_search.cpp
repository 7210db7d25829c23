#include "words/word_search.h"

#include <algorithm>
#include <limits>

#include "base/neighbor.h"
#include "words/alternatives.h"
#include "words/logarithm.h"

namespace leann {
namespace {

// The share of the rarest term's rarity from which on a term tells something.
constexpr float kTellingShare = 0.25F;

bool has(std::span<const uint8_t> bits, NodeId v) { return (bits[v / 8] >> (v % 8) & 1U) != 0; }
void drop(std::vector<uint8_t>& bits, NodeId v) {
  bits[v / 8] = static_cast<uint8_t>(bits[v / 8] & ~(1U << (v % 8)));
}

class WordSearch {
 public:
  WordSearch(std::span<const WordIndex* const> parts, NodeId passages)
      : parts_(parts),
        passages_(passages),
        scores_(passages, 0),
        coverage_(passages, 0),
        counts_(passages, 0),
        weights_(passages, 0),
        best_(passages, 0) {
    uint64_t tokens = 0;
    uint64_t titled = 0, titleTokens = 0;
    for (const WordIndex* part : parts) {
      tokens += part->tokens();
      titled += part->titled();
      titleTokens += part->titleTokens();
    }
    if (titled > 0) averageTitle_ = static_cast<float>(titleTokens) / static_cast<float>(titled);
    averageLength_ = passages == 0 ? 0 : static_cast<float>(tokens) / static_cast<float>(passages);
  }

  void take(const QueryTerm& query, uint8_t number) {
    const std::vector<Alternative> alternatives = alternativesOf(query, parts_);
    if (query.excluded) {
      for (const Alternative& each : alternatives) exclude(each.term);
      if (permitted_.empty()) permitAll();
      return;
    }
    for (const Alternative& each : alternatives) weigh(each);
    if (query.required) require();
    met_.push_back({.number = number, .rarity = addUp(), .words = alternatives});
  }

  WordAnswer answer(const WordSearchOptions& options) {
    WordAnswer answer;
    std::vector<Neighbor> best;  // a heap, the worst first; what is better is nearer
    for (NodeId v = 0; v < passages_ && options.count > 0; ++v) {
      if (scores_[v] <= 0 || (!options.allowed.empty() && !has(options.allowed, v))) continue;
      if (!permitted_.empty() && !has(permitted_, v)) continue;
      const Neighbor next{-scores_[v], v};
      if (best.size() == options.count) {
        if (!(next < best.front())) continue;
        std::pop_heap(best.begin(), best.end());
        best.pop_back();
      }
      best.push_back(next);
      std::push_heap(best.begin(), best.end());
    }
    sortNeighbors(best);
    for (const Neighbor& each : best) {
      answer.hits.push_back({.node = each.id,
                             .score = -each.distance / most_,
                             .coverage = coverage_[each.id] / most_,
                             .terms = counts_[each.id]});
    }
    answer.matched = telling();
    answer.permitted = std::move(permitted_);
    for (uint32_t block = 0; block < missing_.size(); ++block) {
      if (missing_[block] != 0) answer.missing.push_back(block);
    }
    return answer;
  }

 private:
  // Reads the postings of a term in every part that has it, and calls `use(part, its first passage)`.
  template <typename Use>
  void eachPart(std::string_view term, Use use) {
    NodeId first = 0;
    for (const WordIndex* part : parts_) {
      const TermDictionary& terms = part->dictionary();
      if (const uint32_t at = terms.lowerBound(term); at < terms.size() && terms.term(at) == term) {
        if (part->read(at, postings_)) {
          use(*part, first);
        } else {
          if (missing_.empty()) missing_.assign(part->blocks().size(), 0);
          missing_[part->blockOf(at)] = 1;
        }
      }
      first += part->passages();
    }
  }

  void weighAt(NodeId v, float weight) {
    if (weights_[v] == 0) touched_.push_back(v);
    weights_[v] += weight;
  }

  // What an alternative gives each passage; what the best one gives counts.
  void weigh(const Alternative& alternative) {
    eachPart(alternative.term, [&](const WordIndex& part, NodeId first) {
      for (size_t i = 0; i < postings_.passages.size(); ++i) {
        const NodeId v = postings_.passages[i];
        weighAt(first + v,
                shared(static_cast<float>(postings_.frequencies[i]), part.length(v), averageLength_));
      }
      for (const uint32_t section : postings_.sections) {
        weighRange(part.sectionStarts(), section, first, kHeadingWeight);
      }
      for (const uint32_t document : postings_.documents) {
        weighRange(part.documentStarts(), document, first,
                   shared(kTitleWeight, part.titleLength(document), averageTitle_));
      }
    });
    for (const NodeId v : touched_) {
      const float value = alternative.factor * (weights_[v] / (weights_[v] + kTermSaturation));
      if (best_[v] == 0) group_.push_back(v);
      best_[v] = std::max(best_[v], value);
      weights_[v] = 0;
    }
    touched_.clear();
  }

  // A term says less of a long field.
  static float shared(float weight, uint32_t length, float average) {
    return weight / (1 - kLengthShare + kLengthShare * (static_cast<float>(length) / average));
  }

  // All passages of a section or document.
  void weighRange(std::span<const NodeId> starts, uint32_t number, NodeId first, float weight) {
    for (NodeId v = starts[number]; v < starts[number + 1]; ++v) weighAt(first + v, weight);
  }

  // Adds what the alternatives of one term give to what other terms gave.
  float addUp() {
    const auto count = static_cast<double>(group_.size());
    const auto rarity = static_cast<float>(naturalLogarithm(1 + (passages_ - count + 0.5) / (count + 0.5)));
    for (const NodeId v : group_) {
      scores_[v] += rarity * best_[v];
      coverage_[v] += rarity;
      ++counts_[v];
      best_[v] = 0;
    }
    group_.clear();
    most_ += rarity;
    return rarity;
  }

  // Packed, without the terms that are common beside the rarest: they say nothing of a passage that has them.
  std::vector<uint8_t> telling() const {
    float rarest = 0;
    for (const Met& term : met_) {
      if (!term.words.empty()) rarest = std::max(rarest, term.rarity);
    }
    std::vector<uint8_t> packed;
    for (const Met& term : met_) {
      if (term.rarity < kTellingShare * rarest) continue;
      for (const Alternative& each : term.words) {
        packed.push_back(term.number);
        packed.push_back(static_cast<uint8_t>(each.term.size()));
        packed.insert(packed.end(), each.term.begin(), each.term.end());
      }
    }
    return packed;
  }

  void permitAll() {
    permitted_.assign((size_t{passages_} + 7) / 8, 0xFF);
    if (passages_ % 8 != 0) permitted_.back() = static_cast<uint8_t>((1U << (passages_ % 8)) - 1);
  }

  void require() {
    if (permitted_.empty()) permitAll();
    for (NodeId v = 0; v < passages_; ++v) {
      if (best_[v] == 0) drop(permitted_, v);
    }
  }

  void exclude(std::string_view term) {
    if (permitted_.empty()) permitAll();
    eachPart(term, [&](const WordIndex& part, NodeId first) {
      NodeId done = 0;
      for (const NodeId v : postings_.passages) excludeDocuments(part, first, v, v + 1, done);
      done = 0;
      for (const uint32_t s : postings_.sections) {
        excludeDocuments(part, first, part.sectionStarts()[s], part.sectionStarts()[s + 1], done);
      }
      for (const uint32_t d : postings_.documents) {
        for (NodeId v = part.documentStarts()[d]; v < part.documentStarts()[d + 1]; ++v) {
          drop(permitted_, first + v);
        }
      }
    });
  }

  // The documents that have some of the passages begin .. end - 1. `done`: those before it need not be looked
  // at again.
  void excludeDocuments(const WordIndex& part, NodeId first, NodeId begin, NodeId end, NodeId& done) {
    if (end <= done) return;
    const auto starts = part.documentStarts();
    const auto at = std::upper_bound(starts.begin(), starts.end(), std::max(begin, done)) - 1;
    NodeId v = *at;
    done = *std::lower_bound(at, starts.end(), end);
    for (; v < done; ++v) drop(permitted_, first + v);
  }

  // A term of the query, and the words that were looked for.
  struct Met {
    uint8_t number;
    float rarity;
    std::vector<Alternative> words;
  };

  std::span<const WordIndex* const> parts_;
  NodeId passages_;
  float averageLength_ = 0;
  float averageTitle_ = 1;
  float most_ = 0;  // the score of a passage that has everything
  std::vector<float> scores_;
  std::vector<float> coverage_;
  std::vector<uint8_t> counts_;  // at most kMostQueryTerms
  std::vector<float> weights_;   // of the present alternative
  std::vector<float> best_;      // of the alternatives of the present term
  std::vector<NodeId> touched_ = {};
  std::vector<NodeId> group_ = {};
  std::vector<Met> met_ = {};
  std::vector<uint8_t> permitted_ = {};
  std::vector<uint8_t> missing_ = {};  // of each block whether it is
  Postings postings_ = {};
};

}  // namespace

Result<WordAnswer> searchWords(std::span<const WordIndex* const> parts, std::span<const QueryTerm> query,
                               const WordSearchOptions& options) {
  return guarded("search for words", [&]() -> Result<WordAnswer> {
    uint64_t passages = 0;
    for (const WordIndex* part : parts) passages += part->passages();
    if (passages > std::numeric_limits<NodeId>::max() / 2)
      return refuse("search for words", "there are too many passages");
    if (query.size() > kMostQueryTerms) return refuse("search for words", "the query has more than 64 terms");
    if (!options.allowed.empty() && options.allowed.size() != (passages + 7) / 8) {
      return refuse("search for words", "the set of allowed passages has another size than the index");
    }
    WordSearch search(parts, static_cast<NodeId>(passages));
    for (size_t i = 0; i < query.size(); ++i) search.take(query[i], static_cast<uint8_t>(i));
    return search.answer(options);
  });
}

}  // namespace leann
