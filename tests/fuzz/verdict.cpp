#include "verdict.h"

#include <algorithm>
#include <cmath>

#include "../core/allocator.h"
#include "base/random.h"
#include "build/compaction.h"
#include "build/insertion.h"
#include "format/format.h"
#include "index/index_cache.h"
#include "search/search.h"
#include "validate.h"
#include "words/combining.h"
#include "words/word_index_builder.h"
#include "words/word_search.h"

namespace leann::fuzz {
namespace {

constexpr uint64_t kCacheBytes = 1U << 16;

// FNV-1a.
class Hash {
 public:
  void add(uint64_t value) {
    for (int i = 0; i < 8; ++i) state_ = (state_ ^ (value >> (8 * i) & 255U)) * 0x100000001B3ULL;
  }
  uint64_t value() const { return state_; }

 private:
  uint64_t state_ = 0xCBF29CE484222325ULL;
};

// The encoder: any vector that is allowed will do, as long as a passage always has the same one.
class Vectors {
 public:
  Vectors(std::span<const float> rows, uint32_t dimension, uint32_t wanted)
      : rows_(dimension == wanted ? rows : std::span<const float>()), dimension_(wanted) {}

  void append(NodeId id, std::vector<float>& out) const {
    const size_t count = rows_.size() / dimension_;
    if (count > 0) {
      const auto row = rows_.subspan(id % count * dimension_, dimension_);
      out.insert(out.end(), row.begin(), row.end());
      return;
    }
    Random random(id);
    for (uint32_t i = 0; i < dimension_; ++i) out.push_back(static_cast<float>(random.unit() + 0.01));
  }
  std::vector<float> row(NodeId id) const {
    std::vector<float> values;
    append(id, values);
    return values;
  }

 private:
  std::span<const float> rows_;
  uint32_t dimension_;
};

struct Question {
  NodeId passage;  // that the query is the vector of
  SearchParams params;
};

std::vector<Question> questions(uint32_t nodes) {
  std::vector<Question> all;
  for (const Strategy strategy :
       {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel, Strategy::kBestFirst}) {
    all.push_back({0, {.k = 5, .strategy = strategy, .ef = 12, .batchSize = 4, .maxRecomputes = 24}});
  }
  all.push_back({nodes / 2, {.k = 10, .confidence = 0.9, .maxRecomputes = 40}});
  all.push_back({nodes - 1, {.k = 3, .maxRecomputes = 0}});
  return all;
}

std::string checkHits(const std::vector<Hit>& hits, uint32_t k, const Index& index) {
  if (hits.size() > k) return "a search found more than was asked for";
  std::vector<NodeId> ids;
  for (const Hit& hit : hits) {
    if (hit.id >= index.size()) return "a search found a node that does not exist";
    if (index.removed.contains(hit.id)) return "a search found a node that was removed";
    if (!std::isfinite(hit.distance)) return "a search gave a distance that is not finite";
    ids.push_back(hit.id);
  }
  std::sort(ids.begin(), ids.end());
  return std::adjacent_find(ids.begin(), ids.end()) == ids.end() ? "" : "a search found a node twice";
}

std::string runSearch(Search& search, const Vectors& vectors, const SearchParams& params,
                      const Index& index) {
  std::vector<bool> asked(index.size(), false);
  uint32_t count = 0;
  while (!search.done()) {
    std::vector<float> rows;
    for (const NodeId id : search.wants()) {
      if (id >= index.size()) return "a search asked for a node that does not exist";
      if (index.removed.contains(id)) return "a search asked for a node that was removed";
      if (asked[id]) return "a search asked for a node twice";
      asked[id] = true;
      vectors.append(id, rows);
      ++count;
    }
    if (count > params.maxRecomputes) return "a search asked for more than it was allowed";
    if (const Status status = search.supply(rows); !status.ok()) return status.message();
  }
  return search.stats().ended == Ended::kNotYet ? "a search ended without saying why" : "";
}

std::string searchAll(const std::shared_ptr<const Index>& index, const Vectors& vectors, Verdict& verdict) {
  Hash hash;
  for (const Question& question : questions(index->wholeSize())) {
    // Of an index whose nodes come cluster by cluster there is nothing to walk.
    if (index->cut && question.params.strategy > Strategy::kScan) continue;
    const Result<std::shared_ptr<VectorCache>> cache = makeCache(*index, kCacheBytes, index->cached);
    if (!cache.ok()) return cache.status().message();
    const std::vector<float> query = vectors.row(question.passage);
    const Result<std::unique_ptr<Search>> search =
        Search::create(index, query, question.params, cache.value());
    if (!search.ok()) return search.status().message();
    std::string broken = runSearch(*search.value(), vectors, question.params, *index);
    if (!broken.empty()) return broken;
    const Result<std::vector<Hit>> hits = search.value()->hits();
    if (!hits.ok()) return hits.status().message();
    broken = checkHits(hits.value(), question.params.k, *index);
    if (!broken.empty()) return broken;
    for (const Hit& hit : hits.value()) {
      verdict.hits += std::to_string(hit.id) + ' ';
      hash.add(hit.id);
      hash.add(__builtin_bit_cast(uint32_t, hit.distance));
      hash.add(hit.exact ? 1 : 0);
    }
    verdict.hits += '\n';
  }
  verdict.answers = hash.value();
  return "";
}

// With a term of the index, one that is being typed, and one with a typo, wanted or not.
std::string searchWordsOf(const WordIndex& words, Verdict& verdict) {
  if (words.terms() == 0) return "";
  const WordIndex* const parts[] = {&words};
  Hash hash;
  hash.add(verdict.answers);
  for (const uint32_t number : {uint32_t{0}, words.terms() / 2, words.terms() - 1}) {
    const std::string_view term = words.dictionary().term(number);
    const QueryTerm query[] = {{.term = term, .required = number % 2 == 1},
                               {.term = term.substr(0, 1), .prefix = true},
                               {.term = "a1234567", .typos = true},
                               {.term = "b2", .excluded = number % 3 == 1}};
    const Result<WordAnswer> answer = searchWords(parts, query, {.count = 20});
    if (!answer.ok()) return answer.status().message();
    for (const WordHit& hit : answer.value().hits) {
      if (hit.node >= words.passages()) return "a search for words found a node that does not exist";
      if (!(hit.score > 0 && hit.score <= 1)) return "a search for words gave an impossible score";
      verdict.hits += std::to_string(hit.node) + ' ';
      hash.add(hit.node);
      hash.add(__builtin_bit_cast(uint32_t, hit.score));
    }
    verdict.hits += '\n';
  }
  verdict.answers = hash.value();
  return "";
}

// Insertion, removal and compaction.
std::string change(const Index& index, const Vectors& vectors) {
  Result<Index> grown = extended(index, vectors.row(index.size()));
  if (index.cut) return grown.status().code() == ErrorCode::kInvalidArgument ? "" : "a cut index grew";
  if (!grown.ok()) return "it cannot grow: " + grown.status().message();
  if (index.words != nullptr) {
    WordIndexBuilder builder;
    if (!builder.beginDocument("one").ok() || !builder.passage("", "one\nmore").ok()) return "no builder";
    const auto words = appended(*index.words, *builder.finish().value());
    if (words.ok() != index.words->isWhole()) return "its words cannot grow: " + words.status().message();
    if (words.ok()) grown.value().words = words.value();
  }
  if (grown.value().size() != index.size() + 1) return "it did not grow by one";
  std::string broken = validate(grown.value());
  if (!broken.empty()) return "grown: " + broken;
  const NodeId gone[] = {0, index.size() / 2};
  const Result<Index> less = without(grown.value(), gone);
  if (!less.ok()) return "nothing can be removed: " + less.status().message();
  const Result<Compacted> compact = compacted(less.value());
  if (!compact.ok()) return "it cannot be compacted: " + compact.status().message();
  broken = validate(compact.value().index);
  return broken.empty() ? "" : "compacted: " + broken;
}

}  // namespace

uint64_t memoryLimit(size_t size) { return 4 * uint64_t{size} + (uint64_t{1} << 20); }

Verdict judge(const Bytes& file, std::span<const float> rows, uint32_t dimension, bool changing) {
  Verdict verdict;
  const testing::PeakMemory peak;
  Result<Index> opened = decodeIndex(file);
  verdict.memory = static_cast<double>(peak.bytes()) / static_cast<double>(memoryLimit(file.size()));
  if (verdict.memory > 1) {
    verdict.reason = "opening took too much memory";
    return verdict;
  }
  const Result<FileReport> report = describeFile(file);
  if (!opened.ok()) {
    verdict.reason = opened.status().message();
    const ErrorCode code = opened.status().code();
    if (code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupportedVersion) {
      verdict.outcome = Outcome::kRejected;
    }
    return verdict;
  }
  if (!report.ok() || report.value().sizes.total != file.size()) {
    verdict.reason = "it opens, but cannot be described";
    return verdict;
  }
  verdict.reason = validate(opened.value());
  if (!verdict.reason.empty()) return verdict;
  const auto index = std::make_shared<const Index>(std::move(opened.value()));
  const Vectors vectors(rows, dimension, index->dimension());
  verdict.reason = searchAll(index, vectors, verdict);
  if (verdict.reason.empty() && index->words != nullptr)
    verdict.reason = searchWordsOf(*index->words, verdict);
  if (verdict.reason.empty() && changing) verdict.reason = change(*index, vectors);
  if (verdict.reason.empty()) verdict.outcome = Outcome::kOpened;
  return verdict;
}

}  // namespace leann::fuzz
