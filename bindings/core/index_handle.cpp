#include "core/index_handle.h"

#include <emscripten/bind.h>

#include "build/compaction.h"
#include "build/insertion.h"
#include "build/reordering.h"
#include "build/upkeep.h"
#include "core/file_values.h"
#include "core/search_handle.h"
#include "core/table_handle.h"
#include "core/values.h"
#include "format/cutting.h"
#include "format/format.h"
#include "index/index_cache.h"
#include "search/reconstruction.h"
#include "search/search.h"
#include "words/combining.h"
#include "words/like_term.h"
#include "words/outlining.h"

using emscripten::val;

namespace leann {
namespace {

Status otherSize(uint32_t passages, uint32_t nodes) {
  return {ErrorCode::kInvalidArgument, "leann: cannot keep words of " + std::to_string(passages) +
                                           " passages: the index has " + std::to_string(nodes)};
}

Status noWords(const char* act) {
  return {ErrorCode::kInvalidArgument,
          std::string("leann: cannot ") + act + ": the index does not have those of all passages"};
}

}  // namespace

IndexHandle::IndexHandle(Index index) : words_(std::move(index.words)), saved_(std::move(index.cached)) {
  index.words = nullptr;
  index.cached = {};
  index_ = std::make_shared<Index>(std::move(index));
}

val IndexHandle::open(const val& bytes) {
  const auto copy = bytesOf(bytes);
  Result<Index> index = decodeIndex(copy);
  return index.ok() ? val(IndexHandle(std::move(index.value()))) : failure(index.status());
}

val IndexHandle::read(const val& bytes) {
  const std::vector<uint8_t> copy = bytesOf(bytes);
  const Result<FileReport> report = describeFile(copy);
  return report.ok() ? fromReport(report.value()) : failure(report.status());
}

val IndexHandle::drift() const { return fromRecord(conditionOf(*index_)); }

val IndexHandle::bytes() const {
  const Result<SizeReport> report = sizeReport(*index_, hasWords() ? words_.get() : nullptr);
  return report.ok() ? fromRecord(report.value()) : failure(report.status());
}

val IndexHandle::insert(const val& vectors) {
  Result<Index> index = extended(*index_, floats(vectors));
  if (!index.ok()) return failure(index.status());
  replaceGraph(std::move(index.value()));
  return val::undefined();
}

val IndexHandle::remove(const val& nodes) {
  Result<Index> index = without(*index_, idsOf(nodes));
  if (!index.ok()) return failure(index.status());
  if (cache_ != nullptr) {
    if (const Status status = forgetRemoved(*cache_, index.value()); !status.ok()) return failure(status);
  }
  // The graph is as it was, and so are its predictors.
  index_ = std::make_shared<Index>(std::move(index.value()));
  return val::undefined();
}

val IndexHandle::compact() {
  Result<Index> whole = withCached(std::numeric_limits<uint64_t>::max());
  if (!whole.ok()) return failure(whole.status());
  Result<Compacted> result = compacted(whole.value());
  if (!result.ok()) return failure(result.status());
  Index& index = result.value().index;
  if (cache_ != nullptr) {
    // Searches under way go on with the old numbers, and a cache of their own.
    Result<std::shared_ptr<VectorCache>> cache = makeCache(index, cache_->budget(), index.cached);
    if (!cache.ok()) return failure(cache.status());
    cache_ = cache.value();
  }
  index.cached = {};
  words_ = std::move(index.words);
  index.words = nullptr;
  replaceGraph(std::move(index));
  return copied("Uint32Array", result.value().kept);
}

val IndexHandle::reorder(const val& order) {
  Result<Index> index = reordered(*index_, idsOf(order));
  if (!index.ok()) return failure(index.status());
  if (cache_ != nullptr) {
    // Searches under way go on with the old numbers, and a cache of their own.
    Result<std::shared_ptr<VectorCache>> cache = makeCache(index.value(), cache_->budget(), {});
    if (!cache.ok()) return failure(cache.status());
    cache_ = cache.value();
  }
  saved_ = {};
  words_ = nullptr;
  replaceGraph(std::move(index.value()));
  return val::undefined();
}

val IndexHandle::setCache(double bytes) {
  if (cache_ != nullptr && bytes > 0) return fromStatus(cache_->setBudget(nearest<size_t>(bytes)));
  Result<std::shared_ptr<VectorCache>> cache = makeCache(*index_, nearest<size_t>(bytes), saved_);
  if (!cache.ok()) return failure(cache.status());
  cache_ = cache.value();
  saved_ = {};
  return val::undefined();
}

val IndexHandle::cache() const { return fromRecord(cache_ == nullptr ? CacheStats{} : cache_->stats()); }

val IndexHandle::search(const val& query, const val& options, const val& allowed, const val& bonuses) {
  auto params = paramsOf<SearchParams>(options);
  if (!allowed.isUndefined()) params.allowed = bytesOf(allowed);
  if (!bonuses.isUndefined()) {
    const std::vector<NodeId> nodes = idsOf(bonuses["nodes"]);
    params.bonuses = bonusesOf(nodes, floats(bonuses["values"]));
  }
  Result<std::unique_ptr<Search>> search =
      Search::create(index_, floats(query), params, cache_, predictors());
  return search.ok() ? val(SearchHandle(std::move(search.value()))) : failure(search.status());
}

val IndexHandle::reconstructedMean(const val& nodes) const {
  const Result<std::vector<float>> mean = leann::reconstructedMean(*index_, idsOf(nodes));
  return mean.ok() ? copied("Float32Array", mean.value()) : failure(mean.status());
}

val IndexHandle::encode(double cacheBytes, const val& origin, const val& names, const val& contents) const {
  const Result<Index> index = withCached(nearest<size_t>(cacheBytes));
  if (!index.ok()) return failure(index.status());
  std::vector<std::vector<uint8_t>> attached;
  std::vector<Section> sections;
  for (const auto& name : emscripten::vecFromJSArray<std::string>(names)) {
    if (name.size() != 4) {
      return failure({ErrorCode::kInvalidArgument,
                      "leann: cannot attach \"" + name + "\": a name has four capital letters or digits"});
    }
    attached.push_back(bytesOf(contents[static_cast<uint32_t>(attached.size())]));
    sections.push_back(
        {.name = sectionName(name.c_str()), .kind = SectionKind::kAttachment, .bytes = attached.back()});
  }
  const Result<std::vector<uint8_t>> bytes = encodeIndex(index.value(), originOf(origin), sections);
  return bytes.ok() ? copied("Uint8Array", bytes.value()) : failure(bytes.status());
}

// Laid out by the first search, since an index that is only changed or saved needs none. Without memory for
// them, searches follow the graph.
const Predictors* IndexHandle::predictors() {
  if (predictors_ == nullptr) {
    (void)guarded("lay out predictors", [&]() -> Status {
      predictors_ = std::make_unique<Predictors>(*index_);
      return {};
    });
  }
  return predictors_.get();
}

val IndexHandle::clusterStarts() const {
  return copied("Uint32Array", index_->cut ? index_->cut->starts() : index_->clusters.starts);
}

val IndexHandle::nearestClusters(const val& query, double count) const {
  const Result<std::vector<uint32_t>> near = leann::nearestClusters(
      index_->clusters, index_->params.metric, index_->dimension(), floats(query), nearest<uint32_t>(count));
  return near.ok() ? copied("Uint32Array", near.value()) : failure(near.status());
}

bool IndexHandle::clusterLoaded(uint32_t cluster) const {
  const std::optional<Cut>& cut = index_->cut;
  return cut ? cluster < cut->count() && cut->has(cluster) : cluster < index_->clusters.count();
}

val IndexHandle::supplyCluster(uint32_t cluster, const val& bytes) {
  const Status status = leann::supplyCluster(*index_, cluster, bytesOf(bytes));
  if (!status.ok()) return failure(status);
  if (predictors_ == nullptr) return val::undefined();
  const Status appended = guarded("lay out predictors", [&]() -> Status {
    predictors_->append(*index_);
    return {};
  });
  if (!appended.ok()) predictors_.reset();
  return val::undefined();
}

double IndexHandle::expectedRecall(double probed) const {
  return static_cast<double>(leann::expectedRecall(index_->clusters, nearest<uint32_t>(probed)));
}

val IndexHandle::cutClusters() {
  Result<CutIndex> cut = cutIntoClusters(*index_);
  if (!cut.ok()) return failure(cut.status());
  val blocks = val::array();
  for (const std::vector<uint8_t>& block : cut.value().blocks) {
    blocks.call<void>("push", copied("Uint8Array", block));
  }
  forgetVectors();
  replaceGraph(std::move(cut.value().index));
  return blocks;
}

val IndexHandle::joinClusters() {
  Result<Index> whole = joinedClusters(*index_);
  if (!whole.ok()) return failure(whole.status());
  forgetVectors();
  replaceGraph(std::move(whole.value()));
  return val::undefined();
}

// Nodes are about to have other numbers.
void IndexHandle::forgetVectors() {
  saved_ = {};
  if (cache_ != nullptr) cache_ = std::make_shared<VectorCache>(index_->dimension(), cache_->budget());
}

// Searches under way keep the index that they began with.
void IndexHandle::replaceGraph(Index index) {
  index_ = std::make_shared<Index>(std::move(index));
  predictors_.reset();
}

val IndexHandle::documentStarts() const {
  if (!hasWords()) return val::undefined();
  const auto starts = words_->documentStarts();
  return copied("Uint32Array", std::vector<NodeId>(starts.begin(), starts.end()));
}

val IndexHandle::words() const { return hasWords() ? val(WordsHandle(words_)) : val::undefined(); }

val IndexHandle::terms() const {
  if (!hasWords()) return failure(noWords("list terms"));
  const TermDictionary& dictionary = words_->dictionary();
  std::vector<uint8_t> bytes;
  for (uint32_t t = 0; t < dictionary.size(); ++t) {
    if (t > 0) bytes.push_back('\n');
    const std::string_view term = dictionary.term(t);
    bytes.insert(bytes.end(), term.begin(), term.end());
  }
  return copied("Uint8Array", bytes);
}

val IndexHandle::setWords(const WordsHandle& words) {
  if (words.passages() != size()) return failure(otherSize(words.passages(), size()));
  words_ = words.words();
  return val::undefined();
}

val IndexHandle::appendWords(const WordsHandle& words) {
  if (words_ == nullptr) {
    return failure({ErrorCode::kInvalidArgument, "leann: cannot append words: the index has none"});
  }
  if (uint64_t{words_->passages()} + words.passages() != size()) {
    return failure(otherSize(words_->passages() + words.passages(), size()));
  }
  Result<std::shared_ptr<const WordIndex>> both = appended(*words_, *words.words());
  if (!both.ok()) return failure(both.status());
  words_ = std::move(both.value());
  return val::undefined();
}

val IndexHandle::supplyWords(uint32_t block, const val& bytes) const {
  if (!hasWords()) return failure(noWords("take words"));
  return fromStatus(words_->supply(block, bytesOf(bytes)));
}

val IndexHandle::wordBlockStarts() const {
  std::vector<NodeId> terms;
  if (hasWords()) {
    for (const PostingBlock& block : words_->blocks()) terms.push_back(block.firstTerm);
  }
  return copied("Uint32Array", terms);
}

val IndexHandle::outlineWords(double blockBytes, const val& cuts) {
  if (!hasWords()) return failure(noWords("outline words"));
  Result<OutlinedWords> words = outlined(*words_, nearest<uint32_t>(blockBytes), idsOf(cuts));
  if (!words.ok()) return failure(words.status());
  val blocks = val::array();
  for (const std::vector<uint8_t>& block : words.value().blocks) {
    blocks.call<void>("push", copied("Uint8Array", block));
  }
  words_ = std::move(words.value().outline);
  return blocks;
}

val IndexHandle::joinWords() {
  if (!hasWords()) return failure(noWords("join words"));
  Result<std::shared_ptr<const WordIndex>> words = inOnePiece(*words_);
  if (!words.ok()) return failure(words.status());
  words_ = std::move(words.value());
  return val::undefined();
}

val IndexHandle::searchWords(const val& query, double count, const val& allowed, const val& tail) const {
  if (!hasWords()) return failure(noWords("search for words"));
  std::vector<std::shared_ptr<const WordIndex>> parts{words_};
  if (!tail.isUndefined()) parts.push_back(tail.as<WordsHandle>().words());
  return searchParts(parts, query, count, allowed);
}

val IndexHandle::likeTerm(const val& term) const {
  if (!hasWords()) return val::undefined();
  const std::vector<uint8_t> bytes = bytesOf(term);
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::optional<uint32_t> number = leann::likeTerm(words_->dictionary(), text);
  return number ? val(*number) : val::undefined();
}

val IndexHandle::fitTable() const {
  Result<Index> index = withCached(0);
  if (!index.ok()) return failure(index.status());
  return TableFitHandle::create(std::make_shared<const Index>(std::move(index.value())));
}

// A copy of the index with at most `bytes` of cached vectors.
Result<Index> IndexHandle::withCached(uint64_t bytes) const {
  return guarded("copy the index", [&]() -> Result<Index> {
    Index index = *index_;
    if (hasWords()) index.words = words_;
    if (cache_ == nullptr || bytes == 0) return index;
    Result<CachedVectors> cached = cache_->snapshot(bytes);
    if (!cached.ok()) return cached.status();
    index.cached = std::move(cached.value());
    return index;
  });
}

EMSCRIPTEN_BINDINGS(index) {
  emscripten::class_<IndexHandle>("Index")
      .class_function("open", &IndexHandle::open)
      .class_function("read", &IndexHandle::read)
      .function("size", &IndexHandle::size)
      .function("dimension", &IndexHandle::dimension)
      .function("isL2", &IndexHandle::isL2)
      .function("removed", &IndexHandle::removed)
      .function("drift", &IndexHandle::drift)
      .function("bytes", &IndexHandle::bytes)
      .function("insert", &IndexHandle::insert)
      .function("remove", &IndexHandle::remove)
      .function("compact", &IndexHandle::compact)
      .function("words", &IndexHandle::words)
      .function("documentStarts", &IndexHandle::documentStarts)
      .function("hasWords", &IndexHandle::hasWords)
      .function("setWords", &IndexHandle::setWords)
      .function("appendWords", &IndexHandle::appendWords)
      .function("wordBlocks", &IndexHandle::wordBlocks)
      .function("supplyWords", &IndexHandle::supplyWords)
      .function("reorder", &IndexHandle::reorder)
      .function("wordBlockStarts", &IndexHandle::wordBlockStarts)
      .function("outlineWords", &IndexHandle::outlineWords)
      .function("joinWords", &IndexHandle::joinWords)
      .function("searchWords", &IndexHandle::searchWords)
      .function("likeTerm", &IndexHandle::likeTerm)
      .function("fitTable", &IndexHandle::fitTable)
      .function("terms", &IndexHandle::terms)
      .function("setCache", &IndexHandle::setCache)
      .function("cache", &IndexHandle::cache)
      .function("search", &IndexHandle::search)
      .function("isCut", &IndexHandle::isCut)
      .function("clusterStarts", &IndexHandle::clusterStarts)
      .function("nearestClusters", &IndexHandle::nearestClusters)
      .function("clusterLoaded", &IndexHandle::clusterLoaded)
      .function("supplyCluster", &IndexHandle::supplyCluster)
      .function("expectedRecall", &IndexHandle::expectedRecall)
      .function("cutClusters", &IndexHandle::cutClusters)
      .function("joinClusters", &IndexHandle::joinClusters)
      .function("reconstructedMean", &IndexHandle::reconstructedMean)
      .function("encode", &IndexHandle::encode);
}

}  // namespace leann
