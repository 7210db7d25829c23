// The core for JavaScript: conversion only. Every method returns its value, or { code, message } where it
// failed; arrays go in and out as copies, never as views of the heap.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>

#include "format.h"
#include "index_builder.h"
#include "search.h"
#include "vector_cache.h"

using emscripten::val;

namespace leann {
namespace {

val failure(const Status& status) {
  val error = val::object();
  error.set("code", std::string(errorName(status.code())));
  error.set("message", status.message());
  return error;
}

val fromStatus(const Status& status) { return status.ok() ? val::undefined() : failure(status); }

std::vector<float> floats(const val& array) { return emscripten::convertJSArrayToNumberVector<float>(array); }

std::vector<uint8_t> bytesOf(const val& array) {
  return emscripten::convertJSArrayToNumberVector<uint8_t>(array);
}

std::vector<NodeId> idsOf(const val& array) {
  return emscripten::convertJSArrayToNumberVector<NodeId>(array);
}

template <typename T>
val copied(const char* type, const std::vector<T>& values) {
  return val::global(type).new_(emscripten::typed_memory_view(values.size(), values.data()));
}

// Reads numbers that TypeScript has already filled with defaults; a number outside T becomes T's nearest.
template <typename T>
T number(const val& object, const char* name) {
  const double value = object[name].as<double>();
  if constexpr (std::is_integral_v<T>) {
    if (!(value >= 0)) return 0;
    constexpr double most = static_cast<double>(std::numeric_limits<T>::max());
    return value >= most ? std::numeric_limits<T>::max() : static_cast<T>(value);
  } else {
    return static_cast<T>(value);
  }
}

class SearchHandle {
 public:
  explicit SearchHandle(std::unique_ptr<Search> search) : search_(std::move(search)) {}

  bool done() const { return search_->done(); }
  void stop() { search_->stop(); }
  val wants() const {
    const auto ids = search_->wants();
    return copied("Uint32Array", std::vector<NodeId>(ids.begin(), ids.end()));
  }
  val supply(const val& vectors) { return fromStatus(search_->supply(floats(vectors))); }
  val hits() const {
    std::vector<NodeId> ids;
    std::vector<float> distances;
    std::vector<uint8_t> exact;
    const Result<std::vector<Hit>> found = search_->hits();
    if (!found.ok()) return failure(found.status());
    for (const Hit& hit : found.value()) {
      ids.push_back(hit.id);
      distances.push_back(hit.distance);
      exact.push_back(hit.exact ? 1 : 0);
    }
    val result = val::object();
    result.set("ids", copied("Uint32Array", ids));
    result.set("distances", copied("Float32Array", distances));
    result.set("exact", copied("Uint8Array", exact));
    return result;
  }
  val stats() const {
    const SearchStats& stats = search_->stats();
    val result = val::object();
    result.set("recomputed", stats.recomputed);
    result.set("cached", stats.cached);
    result.set("batches", stats.batches);
    result.set("visited", stats.visited);
    result.set("strategy", static_cast<uint32_t>(stats.strategy));
    result.set("ended", static_cast<uint32_t>(stats.ended));
    result.set("expectedRecall", stats.expectedRecall);
    return result;
  }

 private:
  std::unique_ptr<Search> search_;
};

val fromSizes(const Result<SizeReport>& report) {
  if (!report.ok()) return failure(report.status());
  const SizeReport& size = report.value();
  val result = val::object();
  result.set("total", size.total);
  result.set("graph", size.graph);
  result.set("codes", size.codes);
  result.set("lengths", size.lengths);
  result.set("quantizer", size.quantizer);
  result.set("cache", size.cache);
  result.set("rest", size.rest);
  return result;
}

class IndexHandle {
 public:
  explicit IndexHandle(Index index) : saved_(std::move(index.cached)) {
    index.cached = {};
    index_ = std::make_shared<const Index>(std::move(index));
  }

  static val open(const val& bytes) {
    const auto copy = bytesOf(bytes);
    Result<Index> index = decodeIndex(copy);
    return index.ok() ? val(IndexHandle(std::move(index.value()))) : failure(index.status());
  }
  uint32_t size() const { return index_->size(); }
  uint32_t dimension() const { return index_->dimension(); }
  bool isL2() const { return index_->params.metric == Metric::kL2; }

  val insert(const val& vectors) {
    Result<Index> index = extended(*index_, floats(vectors));
    if (!index.ok()) return failure(index.status());
    // Searches under way keep the index that they began with.
    index_ = std::make_shared<const Index>(std::move(index.value()));
    return val::undefined();
  }

  val remove(const val& nodes) {
    Result<Index> index = without(*index_, idsOf(nodes));
    if (!index.ok()) return failure(index.status());
    if (cache_ != nullptr) {
      if (const Status status = forgetRemoved(*cache_, index.value()); !status.ok()) return failure(status);
    }
    index_ = std::make_shared<const Index>(std::move(index.value()));
    return val::undefined();
  }
  uint32_t removed() const { return index_->removed.count(); }
  val removedNodes() const { return copied("Uint32Array", index_->removed.nodes()); }

  val setCache(double bytes) {
    if (cache_ != nullptr && bytes > 0) return fromStatus(cache_->setBudget(static_cast<uint64_t>(bytes)));
    Result<std::shared_ptr<VectorCache>> cache = makeCache(*index_, static_cast<uint64_t>(bytes), saved_);
    if (!cache.ok()) return failure(cache.status());
    cache_ = cache.value();
    saved_ = {};
    return val::undefined();
  }
  val cache() const {
    const CacheStats stats = cache_ == nullptr ? CacheStats{} : cache_->stats();
    val result = val::object();
    result.set("bytes", static_cast<double>(stats.bytes));
    result.set("entries", stats.entries);
    result.set("pinned", stats.pinned);
    result.set("lookups", static_cast<double>(stats.lookups));
    result.set("hits", static_cast<double>(stats.hits));
    return result;
  }

  val search(const val& query, const val& options, const val& allowed) const {
    SearchParams params;
    params.k = number<uint32_t>(options, "k");
    params.strategy = static_cast<Strategy>(number<uint8_t>(options, "strategy"));
    params.confidence = number<double>(options, "confidence");
    params.ef = number<uint32_t>(options, "ef");
    params.ratio = number<double>(options, "ratio");
    params.batchSize = number<uint32_t>(options, "batchSize");
    params.maxRecomputes = number<uint32_t>(options, "maxRecomputes");
    if (!allowed.isUndefined()) params.allowed = bytesOf(allowed);
    Result<std::unique_ptr<Search>> search = Search::create(index_, floats(query), params, cache_);
    return search.ok() ? val(SearchHandle(std::move(search.value()))) : failure(search.status());
  }

  val encode(double cacheBytes) const {
    Index index = *index_;
    if (cache_ != nullptr && cacheBytes > 0) {
      Result<CachedVectors> cached = cache_->snapshot(static_cast<uint64_t>(cacheBytes));
      if (!cached.ok()) return failure(cached.status());
      index.cached = std::move(cached.value());
    }
    const Result<std::vector<uint8_t>> bytes = encodeIndex(index);
    return bytes.ok() ? copied("Uint8Array", bytes.value()) : failure(bytes.status());
  }
  static val sizes(const val& bytes) { return fromSizes(sizeReport(bytesOf(bytes))); }
  val ownSizes() const { return fromSizes(sizeReport(*index_)); }

 private:
  std::shared_ptr<const Index> index_;
  std::shared_ptr<VectorCache> cache_;
  CachedVectors saved_;  // what the file brought, until the cache has it
};

class BuilderHandle {
 public:
  explicit BuilderHandle(std::unique_ptr<IndexBuilder> builder) : builder_(std::move(builder)) {}

  static val create(uint32_t dimension, const val& options) {
    BuildParams params;
    params.metric = static_cast<Metric>(number<uint8_t>(options, "metric"));
    params.M = number<uint32_t>(options, "M");
    params.efConstruction = number<uint32_t>(options, "efConstruction");
    params.pruning = static_cast<Pruning>(number<uint8_t>(options, "pruning"));
    params.hubLinks = number<uint32_t>(options, "hubLinks");
    params.links = number<uint32_t>(options, "links");
    params.hubFraction = number<double>(options, "hubFraction");
    params.preset = static_cast<Preset>(number<uint8_t>(options, "preset"));
    params.bytesPerPassage = number<double>(options, "bytesPerPassage");
    // Where there is a choice, 0 leaves it to the core, and what follows is one more than what the core
    // knows.
    if (const auto rotation = number<uint8_t>(options, "rotation"); rotation > 0) {
      params.rotation = static_cast<RotationKind>(rotation - 1);
    }
    if (const auto prediction = number<uint8_t>(options, "prediction"); prediction > 0) {
      params.prediction = static_cast<Prediction>(prediction - 1);
    }
    if (const auto lengths = number<uint8_t>(options, "lengths"); lengths > 0) {
      params.lengthBits = lengths == 1 ? 0U : 4U;
    }
    params.rows = number<uint32_t>(options, "rows");
    params.subspaces = number<uint32_t>(options, "subspaces");
    params.bits = number<uint32_t>(options, "bits");
    params.seed = number<uint32_t>(options, "seed");
    Result<std::unique_ptr<IndexBuilder>> builder = IndexBuilder::create(dimension, params);
    return builder.ok() ? val(BuilderHandle(std::move(builder.value()))) : failure(builder.status());
  }
  val add(const val& vectors) { return fromStatus(builder_->add(floats(vectors))); }
  uint32_t size() const { return builder_->size(); }
  val step(uint32_t nodes) {
    const Result<BuildProgress> progress = builder_->step(nodes);
    if (!progress.ok()) return failure(progress.status());
    val result = val::object();
    result.set("phase", static_cast<uint32_t>(progress.value().phase));
    result.set("done", progress.value().done);
    result.set("total", progress.value().total);
    return result;
  }
  val finish() {
    Result<Index> index = builder_->finish();
    return index.ok() ? val(IndexHandle(std::move(index.value()))) : failure(index.status());
  }

 private:
  std::unique_ptr<IndexBuilder> builder_;
};

EMSCRIPTEN_BINDINGS(leann) {
  emscripten::class_<BuilderHandle>("Builder")
      .class_function("create", &BuilderHandle::create)
      .function("add", &BuilderHandle::add)
      .function("size", &BuilderHandle::size)
      .function("step", &BuilderHandle::step)
      .function("finish", &BuilderHandle::finish);
  emscripten::class_<IndexHandle>("Index")
      .class_function("open", &IndexHandle::open)
      .class_function("sizes", &IndexHandle::sizes)
      .function("size", &IndexHandle::size)
      .function("dimension", &IndexHandle::dimension)
      .function("isL2", &IndexHandle::isL2)
      .function("insert", &IndexHandle::insert)
      .function("remove", &IndexHandle::remove)
      .function("removed", &IndexHandle::removed)
      .function("removedNodes", &IndexHandle::removedNodes)
      .function("setCache", &IndexHandle::setCache)
      .function("cache", &IndexHandle::cache)
      .function("search", &IndexHandle::search)
      .function("bytes", &IndexHandle::ownSizes)
      .function("encode", &IndexHandle::encode);
  emscripten::class_<SearchHandle>("Search")
      .function("done", &SearchHandle::done)
      .function("stop", &SearchHandle::stop)
      .function("wants", &SearchHandle::wants)
      .function("supply", &SearchHandle::supply)
      .function("hits", &SearchHandle::hits)
      .function("stats", &SearchHandle::stats);
}

}  // namespace
}  // namespace leann
