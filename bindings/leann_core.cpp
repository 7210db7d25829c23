// The core for JavaScript: conversion only. Every method returns its value, or { code, message } where it
// failed; arrays go in and out as copies, never as views of the heap.
#include <emscripten/bind.h>
#include <emscripten/val.h>

#include <memory>

#include "format.h"
#include "index_builder.h"
#include "search.h"

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
    result.set("batches", stats.batches);
    result.set("visited", stats.visited);
    return result;
  }

 private:
  std::unique_ptr<Search> search_;
};

class IndexHandle {
 public:
  explicit IndexHandle(Index index) : index_(std::make_shared<const Index>(std::move(index))) {}

  static val open(const val& bytes) {
    const auto copy = emscripten::convertJSArrayToNumberVector<uint8_t>(bytes);
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
  val search(const val& query, const val& options) const {
    SearchParams params;
    params.k = number<uint32_t>(options, "k");
    params.strategy = static_cast<Strategy>(number<uint8_t>(options, "strategy"));
    params.ef = number<uint32_t>(options, "ef");
    params.ratio = number<double>(options, "ratio");
    params.batchSize = number<uint32_t>(options, "batchSize");
    params.maxRecomputes = number<uint32_t>(options, "maxRecomputes");
    Result<std::unique_ptr<Search>> search = Search::create(index_, floats(query), params);
    return search.ok() ? val(SearchHandle(std::move(search.value()))) : failure(search.status());
  }
  val encode() const {
    const Result<std::vector<uint8_t>> bytes = encodeIndex(*index_);
    return bytes.ok() ? copied("Uint8Array", bytes.value()) : failure(bytes.status());
  }
  static val sizes(const val& bytes) {
    const auto copy = emscripten::convertJSArrayToNumberVector<uint8_t>(bytes);
    const Result<SizeReport> report = sizeReport(copy);
    if (!report.ok()) return failure(report.status());
    val result = val::object();
    result.set("total", report.value().total);
    result.set("graph", report.value().graph);
    result.set("codes", report.value().codes);
    result.set("quantizer", report.value().quantizer);
    result.set("rest", report.value().rest);
    return result;
  }

 private:
  std::shared_ptr<const Index> index_;
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
    // 0 leaves the choice to the core; 1 and 2 are the kinds.
    if (const auto rotation = number<uint8_t>(options, "rotation"); rotation > 0) {
      params.rotation = static_cast<RotationKind>(rotation - 1);
    }
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
      .function("search", &IndexHandle::search)
      .function("encode", &IndexHandle::encode);
  emscripten::class_<SearchHandle>("Search")
      .function("done", &SearchHandle::done)
      .function("wants", &SearchHandle::wants)
      .function("supply", &SearchHandle::supply)
      .function("hits", &SearchHandle::hits)
      .function("stats", &SearchHandle::stats);
}

}  // namespace
}  // namespace leann
