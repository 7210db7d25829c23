// The part of the core that searches, for pages that only read what a site has published: conversion only, in
// plain C. Embind would make their download a quarter larger. web/core/reader-module.ts is the other side,
// and knows the layouts.
//
// What can fail takes a Status to write to, and says whether all went well. Whoever asks for an object frees
// it; what is handed out as an address belongs to the object that it was asked of.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "format/format.h"
#include "index/index_cache.h"
#include "index/vector_cache.h"
#include "search/predictors.h"
#include "search/search.h"

namespace leann {
namespace {

struct Reader {
  std::shared_ptr<const Index> index;
  std::shared_ptr<VectorCache> cache;
  Predictors predictors;
};

bool settle(Status* out, Status status) {
  *out = std::move(status);
  return out->ok();
}

uint32_t wordOf(float value) {
  uint32_t word = 0;
  std::memcpy(&word, &value, sizeof word);
  return word;
}

template <typename T, typename Container>
size_t handOut(const Container& values, const T** out) {
  *out = values.data();
  return values.size();
}

// The numbers of web/core/search-options.ts, searchNumbers, in its order: whole numbers are within 32 bits.
SearchParams paramsOf(const double* numbers) {
  SearchParams params;
  params.k = static_cast<uint32_t>(numbers[0]);
  params.strategy = static_cast<Strategy>(numbers[1]);
  params.confidence = numbers[2];
  params.ef = static_cast<uint32_t>(numbers[3]);
  params.ratio = numbers[4];
  params.batchSize = static_cast<uint32_t>(numbers[5]);
  params.maxRecomputes = static_cast<uint32_t>(numbers[6]);
  return params;
}

Result<std::unique_ptr<Reader>> openReader(std::span<const uint8_t> bytes, uint64_t cacheBytes) {
  return guarded("open the index", [&]() -> Result<std::unique_ptr<Reader>> {
    Result<Index> opened = decodeIndex(bytes);
    if (!opened.ok()) return opened.status();
    Index& index = opened.value();
    Result<std::shared_ptr<VectorCache>> cache = makeCache(index, cacheBytes, index.cached);
    if (!cache.ok()) return cache.status();
    index.cached = {};
    Predictors predictors(index);
    return std::make_unique<Reader>(Reader{std::make_shared<const Index>(std::move(index)),
                                           std::move(cache.value()), std::move(predictors)});
  });
}

}  // namespace
}  // namespace leann

using namespace leann;

extern "C" {

// Null where there is no room.
void* leann_allocate(size_t bytes) { return std::malloc(bytes); }
void leann_free(void* block) { std::free(block); }

Status* leann_status_new() { return new (std::nothrow) Status; }
const char* leann_status_name(const Status* status) { return errorName(status->code()); }
// Null where there is no room. leann_free frees it.
char* leann_status_message(const Status* status) {
  try {
    return strdup(status->message().c_str());
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

bool leann_open(Status* status, const uint8_t* bytes, size_t count, double cacheBytes, Reader** out) {
  Result<std::unique_ptr<Reader>> reader = openReader({bytes, count}, static_cast<uint64_t>(cacheBytes));
  if (reader.ok()) *out = reader.value().release();
  return settle(status, reader.status());
}
void leann_reader_free(Reader* reader) { delete reader; }
size_t leann_reader_size(const Reader* reader) { return reader->index->size(); }
size_t leann_reader_removed(const Reader* reader) { return reader->index->removed.count(); }
size_t leann_reader_dimension(const Reader* reader) { return reader->index->dimension(); }
bool leann_reader_is_l2(const Reader* reader) { return reader->index->params.metric == Metric::kL2; }
// `record`: bytes, entries, pinned.
void leann_reader_cache(const Reader* reader, uint32_t* record) {
  const CacheStats stats = reader->cache == nullptr ? CacheStats{} : reader->cache->stats();
  record[0] = static_cast<uint32_t>(stats.bytes);
  record[1] = stats.entries;
  record[2] = stats.pinned;
}

// The report refers to `bytes`.
bool leann_describe(Status* status, const uint8_t* bytes, size_t count, FileReport** out) {
  return settle(status, guarded("read the index", [&]() -> Status {
                  Result<FileReport> report = describeFile({bytes, count});
                  if (report.ok()) *out = new FileReport(std::move(report.value()));
                  return report.status();
                }));
}
void leann_report_free(FileReport* report) { delete report; }
// `record`: the fields of SizeReport, in their order.
void leann_report_sizes(const FileReport* report, uint32_t* record) {
  const SizeReport& sizes = report->sizes;
  const std::array<size_t, 8> fields = {sizes.total,     sizes.graph, sizes.codes,       sizes.lengths,
                                        sizes.quantizer, sizes.cache, sizes.attachments, sizes.rest};
  std::transform(fields.begin(), fields.end(), record,
                 [](size_t bytes) { return static_cast<uint32_t>(bytes); });
}
size_t leann_report_fingerprint(const FileReport* report, const char** out) {
  return handOut(report->origin.fingerprint, out);
}
// `name`: four letters. 0 and null where there is none of that name.
size_t leann_report_attachment(const FileReport* report, const char* name, const uint8_t** out) {
  for (const Section& section : report->attachments) {
    if (std::equal(section.name.begin(), section.name.end(), name)) return handOut(section.bytes, out);
  }
  *out = nullptr;
  return 0;
}

// `query`: so many floats as the caller has. `allowed`: bits, or no bytes for all nodes.
bool leann_search(Status* status, const Reader* reader, const float* query, size_t dimension,
                  const double* numbers, const uint8_t* allowed, size_t allowedBytes, Search** out) {
  return settle(status, guarded("search", [&]() -> Status {
                  SearchParams params = paramsOf(numbers);
                  params.allowed.assign(allowed, allowed + allowedBytes);
                  auto search = Search::create(reader->index, {query, dimension}, params, reader->cache,
                                               &reader->predictors);
                  if (search.ok()) *out = search.value().release();
                  return search.status();
                }));
}
void leann_search_free(Search* search) { delete search; }
size_t leann_search_wants(const Search* search, const NodeId** out) { return handOut(search->wants(), out); }
bool leann_search_supply(Status* status, Search* search, const float* vectors, size_t count) {
  return settle(status, search->supply({vectors, count}));
}
bool leann_search_exclude(Status* status, Search* search, const NodeId* nodes, size_t count) {
  return settle(status, search->exclude({nodes, count}));
}
void leann_search_stop(Search* search) { search->stop(); }

// `record`: room for three words a hit that was asked for. Each is an id, a distance as a float, and 1 where
// that is exact.
bool leann_search_hits(Status* status, const Search* search, uint32_t* record, size_t* count) {
  const Result<std::vector<Hit>> hits = search->hits();
  if (hits.ok()) {
    *count = hits.value().size();
    for (const Hit& hit : hits.value()) {
      *record++ = hit.id;
      *record++ = wordOf(hit.distance);
      *record++ = hit.exact ? 1 : 0;
    }
  }
  return settle(status, hits.status());
}
// `record`: the fields of SearchStats, in their order.
void leann_search_stats(const Search* search, uint32_t* record) {
  const SearchStats& stats = search->stats();
  record[0] = stats.recomputed;
  record[1] = stats.cached;
  record[2] = stats.batches;
  record[3] = stats.visited;
  record[4] = static_cast<uint32_t>(stats.strategy);
  record[5] = static_cast<uint32_t>(stats.ended);
  record[6] = wordOf(stats.expectedRecall);
}
}
