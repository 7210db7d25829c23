// The core for JavaScript: conversion only. Every method returns its value, or { code, message } where it
// failed; arrays go in and out as copies, never as views of the heap.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>

#include "build/compaction.h"
#include "build/index_builder.h"
#include "build/insertion.h"
#include "build/upkeep.h"
#include "format/format.h"
#include "index/index_cache.h"
#include "index/vector_cache.h"
#include "search/search.h"

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
  val exclude(const val& nodes) { return fromStatus(search_->exclude(idsOf(nodes))); }
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

val fromSizes(const SizeReport& size) {
  val result = val::object();
  result.set("total", size.total);
  result.set("graph", size.graph);
  result.set("codes", size.codes);
  result.set("lengths", size.lengths);
  result.set("quantizer", size.quantizer);
  result.set("cache", size.cache);
  result.set("attachments", size.attachments);
  result.set("rest", size.rest);
  return result;
}

template <size_t N>
void copyBytes(const val& from, std::array<uint8_t, N>& to) {
  const std::vector<uint8_t> bytes = bytesOf(from);
  std::copy_n(bytes.begin(), std::min(N, bytes.size()), to.begin());
}

Origin originOf(const val& object) {
  Origin origin;
  origin.commit.generation = number<uint64_t>(object, "generation");
  copyBytes(object["commit"], origin.commit.id);
  origin.fingerprint = object["fingerprint"].as<std::string>();
  origin.dtype = object["dtype"].as<std::string>();
  origin.device = object["device"].as<std::string>();
  copyBytes(object["corpus"], origin.corpus);
  return origin;
}

val fromReport(const FileReport& report) {
  const Origin& origin = report.origin;
  val result = val::object();
  result.set("generation", static_cast<double>(origin.commit.generation));
  result.set("commit",
             copied("Uint8Array", std::vector<uint8_t>(origin.commit.id.begin(), origin.commit.id.end())));
  result.set("fingerprint", origin.fingerprint);
  result.set("dtype", origin.dtype);
  result.set("device", origin.device);
  result.set("corpus",
             copied("Uint8Array", std::vector<uint8_t>(origin.corpus.begin(), origin.corpus.end())));
  result.set("sizes", fromSizes(report.sizes));
  val attachments = val::array();
  for (const Section& section : report.attachments) {
    val attachment = val::object();
    attachment.set("name", std::string(section.name.begin(), section.name.end()));
    attachment.set("bytes",
                   copied("Uint8Array", std::vector<uint8_t>(section.bytes.begin(), section.bytes.end())));
    attachments.call<void>("push", attachment);
  }
  result.set("attachments", attachments);
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

  val drift() const {
    const Condition condition = conditionOf(*index_);
    val result = val::object();
    result.set("removed", condition.removed);
    result.set("inserted", condition.inserted);
    result.set("error", condition.error);
    result.set("due", static_cast<uint32_t>(condition.due));
    return result;
  }

  val compact() {
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
    index_ = std::make_shared<const Index>(std::move(index));
    return copied("Uint32Array", result.value().kept);
  }

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

  // `origin`: the fields of Origin, ids as bytes. `names`, `contents`: of the attachments.
  val encode(double cacheBytes, const val& origin, const val& names, const val& contents) const {
    const Result<Index> index = withCached(static_cast<uint64_t>(cacheBytes));
    if (!index.ok()) return failure(index.status());
    std::vector<std::vector<uint8_t>> attached;
    std::vector<Section> sections;
    for (const auto& name : emscripten::vecFromJSArray<std::string>(names)) {
      if (name.size() != 4) {
        return failure({ErrorCode::kInvalidArgument,
                        "leann: cannot attach \"" + name + "\": a name has four capital letters or digits"});
      }
      attached.push_back(bytesOf(contents[static_cast<uint32_t>(attached.size())]));
      sections.push_back({sectionName(name.c_str()), SectionKind::kAttachment, attached.back()});
    }
    const Result<std::vector<uint8_t>> bytes = encodeIndex(index.value(), originOf(origin), sections);
    return bytes.ok() ? copied("Uint8Array", bytes.value()) : failure(bytes.status());
  }
  static val read(const val& bytes) {
    const std::vector<uint8_t> copy = bytesOf(bytes);
    const Result<FileReport> report = describeFile(copy);
    return report.ok() ? fromReport(report.value()) : failure(report.status());
  }
  val sizes() const {
    const Result<SizeReport> report = sizeReport(*index_);
    return report.ok() ? fromSizes(report.value()) : failure(report.status());
  }

 private:
  // A copy of the index with up to so many bytes of cached vectors.
  Result<Index> withCached(uint64_t bytes) const {
    return guarded("copy the index", [&]() -> Result<Index> {
      Index index = *index_;
      if (cache_ == nullptr || bytes == 0) return index;
      Result<CachedVectors> cached = cache_->snapshot(bytes);
      if (!cached.ok()) return cached.status();
      index.cached = std::move(cached.value());
      return index;
    });
  }

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
    params.numbering = static_cast<Numbering>(number<uint8_t>(options, "numbering"));
    params.seed = number<uint32_t>(options, "seed");
    Result<std::unique_ptr<IndexBuilder>> builder = IndexBuilder::create(dimension, params);
    return builder.ok() ? val(BuilderHandle(std::move(builder.value()))) : failure(builder.status());
  }
  val add(const val& vectors) { return fromStatus(builder_->add(floats(vectors))); }
  uint32_t size() const { return builder_->size(); }
  val group(const val& counts) { return fromStatus(builder_->group(idsOf(counts))); }
  val order() const {
    const auto order = builder_->order();
    return copied("Uint32Array", std::vector<uint32_t>(order.begin(), order.end()));
  }
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
      .function("group", &BuilderHandle::group)
      .function("order", &BuilderHandle::order)
      .function("step", &BuilderHandle::step)
      .function("finish", &BuilderHandle::finish);
  emscripten::class_<IndexHandle>("Index")
      .class_function("open", &IndexHandle::open)
      .class_function("read", &IndexHandle::read)
      .function("size", &IndexHandle::size)
      .function("dimension", &IndexHandle::dimension)
      .function("isL2", &IndexHandle::isL2)
      .function("insert", &IndexHandle::insert)
      .function("remove", &IndexHandle::remove)
      .function("removed", &IndexHandle::removed)
      .function("drift", &IndexHandle::drift)
      .function("compact", &IndexHandle::compact)
      .function("setCache", &IndexHandle::setCache)
      .function("cache", &IndexHandle::cache)
      .function("search", &IndexHandle::search)
      .function("bytes", &IndexHandle::sizes)
      .function("encode", &IndexHandle::encode);
  emscripten::class_<SearchHandle>("Search")
      .function("done", &SearchHandle::done)
      .function("stop", &SearchHandle::stop)
      .function("wants", &SearchHandle::wants)
      .function("supply", &SearchHandle::supply)
      .function("exclude", &SearchHandle::exclude)
      .function("hits", &SearchHandle::hits)
      .function("stats", &SearchHandle::stats);
}

}  // namespace
}  // namespace leann
