// Searches for words against a plain reckoning of BM25F.
#include "words/word_search.h"

#include <map>
#include <optional>
#include <set>

#include "word_documents.h"
#include "words/alternatives.h"
#include "words/combining.h"
#include "words/logarithm.h"

using namespace leann;
using namespace leann::testing;

namespace {

std::vector<NodeId> nodesOf(const WordAnswer& answer) {
  std::vector<NodeId> nodes;
  for (const WordHit& hit : answer.hits) nodes.push_back(hit.node);
  return nodes;
}

WordAnswer search(const std::vector<const WordIndex*>& parts, const std::vector<QueryTerm>& query,
                  const WordSearchOptions& options = {}) {
  Result<WordAnswer> answer = searchWords(parts, query, options);
  REQUIRE_MESSAGE(answer.ok(), answer.status().message());
  return std::move(answer.value());
}

bool has(const std::vector<uint8_t>& bits, NodeId v) { return (bits[v / 8] >> (v % 8) & 1U) != 0; }

bool contains(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The definition, passage by passage and word by word.
class Reference {
 public:
  explicit Reference(const WordDocuments& documents) {
    for (const WordDocument& document : documents) {
      if (!document.title.empty()) {
        titled_ += 1;
        titleTokens_ += lengthOf(document.title);
      }
      for (const WordPassage& passage : document.passages) {
        places_.push_back({&document, &passage});
        tokens_ += static_cast<float>(passage.body.size());
      }
    }
  }

  std::vector<WordHit> hits(const std::vector<QueryTerm>& query, const std::vector<const WordIndex*>& parts,
                            const WordSearchOptions& options) const {
    const auto n = static_cast<double>(places_.size());
    std::vector<float> scores(places_.size(), 0), coverage(places_.size(), 0);
    std::vector<uint32_t> counts(places_.size(), 0);
    float most = 0;
    for (const QueryTerm& term : query) {
      if (term.excluded) continue;
      std::vector<float> best(places_.size(), 0);
      for (const Alternative& each : alternativesOf(term, parts)) {
        for (NodeId v = 0; v < places_.size(); ++v) {
          const float weight = weightOf(v, each.term);
          best[v] = std::max(best[v], each.factor * (weight / (weight + kTermSaturation)));
        }
      }
      double df = 0;
      for (const float value : best) df += value > 0 ? 1 : 0;
      const auto idf = static_cast<float>(naturalLogarithm(1 + (n - df + 0.5) / (df + 0.5)));
      for (NodeId v = 0; v < places_.size(); ++v) {
        scores[v] += best[v] > 0 ? idf * best[v] : 0;
        coverage[v] += best[v] > 0 ? idf : 0;
        counts[v] += best[v] > 0 ? 1 : 0;
      }
      most += idf;
    }
    std::vector<WordHit> hits;
    for (NodeId v = 0; v < places_.size(); ++v) {
      const bool allowed = options.allowed.empty() || (options.allowed[v / 8] >> (v % 8) & 1U) != 0;
      if (scores[v] > 0 && allowed && permitted(v, query, parts)) {
        hits.push_back({v, scores[v] / most, coverage[v] / most, counts[v]});
      }
    }
    std::stable_sort(hits.begin(), hits.end(),
                     [](const WordHit& a, const WordHit& b) { return a.score > b.score; });
    if (hits.size() > options.count) hits.resize(options.count);
    return hits;
  }

  bool permitted(NodeId v, const std::vector<QueryTerm>& query,
                 const std::vector<const WordIndex*>& parts) const {
    for (const QueryTerm& term : query) {
      if (term.excluded && documentHas(*places_[v].document, term.term)) return false;
      if (!term.required || term.excluded) continue;
      bool met = false;
      for (const Alternative& each : alternativesOf(term, parts)) met = met || weightOf(v, each.term) > 0;
      if (!met) return false;
    }
    return true;
  }

  uint32_t size() const { return static_cast<uint32_t>(places_.size()); }

 private:
  struct Place {
    const WordDocument* document;
    const WordPassage* passage;
  };

  static bool documentHas(const WordDocument& document, std::string_view word) {
    return contains(document.title, word) ||
           std::any_of(document.passages.begin(), document.passages.end(), [&](const WordPassage& passage) {
             return contains(passage.body, word) || contains(passage.headings, word);
           });
  }

  float weightOf(NodeId v, std::string_view word) const {
    const auto& [document, passage] = places_[v];
    const auto frequency = std::count(passage->body.begin(), passage->body.end(), word);
    float weight = 0;
    if (frequency > 0) {
      const float average = tokens_ / static_cast<float>(places_.size());
      const float length = static_cast<float>(passage->body.size()) / average;
      weight = static_cast<float>(frequency) / (1 - kLengthShare + kLengthShare * length);
    }
    if (contains(passage->headings, word)) weight += kHeadingWeight;
    if (contains(document->title, word)) {
      const float average = titleTokens_ / titled_;
      weight += kTitleWeight / (1 - kLengthShare + kLengthShare * (lengthOf(document->title) / average));
    }
    return weight;
  }

  /// Different words.
  static float lengthOf(const Words& title) {
    return static_cast<float>(std::set<std::string_view>(title.begin(), title.end()).size());
  }

  std::vector<Place> places_;
  float tokens_ = 0;
  float titled_ = 0, titleTokens_ = 0;
};

/// A query of one to five terms, some of them unknown; `words` keeps their bytes.
std::vector<QueryTerm> someQuery(Random& random, Words& words) {
  words.resize(1 + random.below(5));
  for (std::string& word : words) {
    word = someWord(random, 300);
    if (random.below(4) == 0) word = word.substr(0, 2);
    if (random.below(4) == 0) word += "ka";
  }
  std::vector<QueryTerm> query;
  for (const std::string& word : words) {
    query.push_back({.term = word,
                     .prefix = random.below(3) == 0,
                     .typos = random.below(2) == 0,
                     .required = random.below(6) == 0,
                     .excluded = random.below(9) == 0});
  }
  return query;
}

void checkAgainst(const Reference& reference, const std::vector<QueryTerm>& query,
                  const std::vector<const WordIndex*>& parts, const WordSearchOptions& options) {
  const WordAnswer answer = search(parts, query, options);
  const std::vector<WordHit> expected = reference.hits(query, parts, options);
  REQUIRE(answer.hits.size() == expected.size());
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK(answer.hits[i].node == expected[i].node);
    CHECK(answer.hits[i].score == expected[i].score);
    CHECK(answer.hits[i].coverage == expected[i].coverage);
    CHECK(answer.hits[i].terms == expected[i].terms);
    CHECK((answer.hits[i].score > 0 && answer.hits[i].score <= answer.hits[i].coverage));
    CHECK(answer.hits[i].coverage <= 1.0001F);
  }
  const bool restricted = std::any_of(query.begin(), query.end(),
                                      [](const QueryTerm& term) { return term.required || term.excluded; });
  REQUIRE(answer.permitted.size() == (restricted ? (reference.size() + 7) / 8 : 0));
  for (NodeId v = 0; restricted && v < reference.size(); ++v) {
    CHECK(has(answer.permitted, v) == reference.permitted(v, query, parts));
  }
}

}  // namespace

TEST_CASE("word search: hits, scores and restrictions are those of a plain reckoning, in parts or whole") {
  Random random(8);
  Words words;
  for (uint64_t seed = 0; seed < 12; ++seed) {
    const WordDocuments documents = someDocuments(seed, 40);
    const Reference reference(documents);
    const auto whole = indexOf(documents);
    const auto middle = documents.begin() + static_cast<std::ptrdiff_t>(random.below(41));
    const auto front = indexOf({documents.begin(), middle}), back = indexOf({middle, documents.end()});
    std::vector<uint8_t> allowed((reference.size() + 7) / 8);
    for (uint8_t& byte : allowed) byte = static_cast<uint8_t>(random.below(256));
    for (int round = 0; round < 30; ++round) {
      const std::vector<QueryTerm> query = someQuery(random, words);
      WordSearchOptions options{.count = 1 + random.below(60)};
      if (round % 2 == 0) options.allowed = allowed;
      checkAgainst(reference, query, {whole.get()}, options);
      checkAgainst(reference, query, {front.get(), back.get()}, options);
    }
  }
}

TEST_CASE("word search: titles count for all passages, headings for their section, rare terms for more") {
  const auto index = indexOf({
      {{"cats"}, {{{}, {"they", "sleep"}}, {{"food"}, {"they", "eat", "fish"}}}},
      {{"dogs"}, {{{}, {"they", "chase", "cats"}}, {{}, {"they", "eat"}}}},
  });
  CHECK(nodesOf(search({index.get()}, {{"cats"}})) == std::vector<NodeId>{0, 1, 2});
  CHECK(nodesOf(search({index.get()}, {{"food"}})) == std::vector<NodeId>{1});
  CHECK(nodesOf(search({index.get()}, {{"they"}, {"fish"}})).front() == 1);
  CHECK(nodesOf(search({index.get()}, {{"cats"}, {"eat"}})).front() == 1);
  CHECK(search({index.get()}, {{"cats"}, {"unheard"}}).hits.front().coverage < 0.5F);
  CHECK(search({index.get()}, {{"cats"}}).hits.front().coverage == 1.0F);
}

TEST_CASE("word search: required and excluded terms") {
  const auto index = indexOf({
      {{"cats"}, {{{}, {"fish"}}, {{}, {"milk"}}}},
      {{"dogs"}, {{{"milk"}, {"fish"}}, {{}, {"bone"}}}},
      {{"birds"}, {{{}, {"fish", "bone"}}}},
  });
  const QueryTerm fish{"fish"}, noMilk{.term = "milk", .excluded = true};
  const QueryTerm bone{.term = "bone", .required = true};
  CHECK(nodesOf(search({index.get()}, {fish, noMilk})) == std::vector<NodeId>{4});
  CHECK(nodesOf(search({index.get()}, {fish, bone})) == std::vector<NodeId>{4, 3});
  const WordAnswer nothing = search({index.get()}, {noMilk});
  CHECK(nothing.hits.empty());
  CHECK(nothing.permitted == std::vector<uint8_t>{0x10});
  CHECK(search({index.get()}, {fish}).permitted.empty());
  CHECK(search({index.get()}, {{.term = "unheard", .required = true}}).permitted == std::vector<uint8_t>{0});
  CHECK(search({index.get()}, {{.term = "unheard", .excluded = true}}).permitted ==
        std::vector<uint8_t>{0x1F});
  CHECK(search({index.get()}, {{.term = "cats", .excluded = true}}).permitted == std::vector<uint8_t>{0x1C});
}

TEST_CASE("word search: says which terms it looked for") {
  const auto index = indexOf({{{}, {{{}, {"car", "cart", "database"}}}}});
  const WordAnswer answer = search({index.get()}, {{"databse", false, true}, {"none"}, {"car", true}});
  const std::string matched(answer.matched.begin(), answer.matched.end());
  CHECK(matched == std::string("\x00\x08"
                               "database"
                               "\x02\x03"
                               "car"
                               "\x02\x04"
                               "cart",
                               21));
}

TEST_CASE("word search: nothing to look for, or nowhere") {
  const auto index = indexOf(someDocuments(1, 4)), nothing = indexOf({});
  CHECK(search({index.get()}, {}).hits.empty());
  CHECK(search({}, {{"a"}}).hits.empty());
  CHECK(search({nothing.get()}, {{.term = "a", .required = true}}).hits.empty());
  CHECK(search({index.get()}, {{"ba"}}, {.count = 0}).hits.empty());
}

TEST_CASE("word search: refuses what does not fit the index") {
  const auto index = indexOf(someDocuments(1, 4));
  const WordIndex* const parts[] = {index.get()};
  const std::vector<uint8_t> allowed(index->passages() / 8 + 2);
  CHECK(searchWords(parts, {}, {.count = 1, .allowed = allowed}).status().code() ==
        ErrorCode::kInvalidArgument);
  const std::vector<QueryTerm> many(65, {"a"});
  CHECK(searchWords(parts, many, {}).status().code() == ErrorCode::kInvalidArgument);
}
