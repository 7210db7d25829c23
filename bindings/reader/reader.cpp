#include "reader/reader.h"

#include <emscripten.h>

#include "format/format.h"
#include "index/index_cache.h"
#include "reader/calls.h"

using namespace leann;

namespace {

Result<std::unique_ptr<Reader>> openReader(std::span<const uint8_t> bytes, uint64_t cacheBytes) {
  return guarded("open the index", [&]() -> Result<std::unique_ptr<Reader>> {
    Result<Index> opened = decodeIndex(bytes);
    if (!opened.ok()) return opened.status();
    Index& index = opened.value();
    Result<std::shared_ptr<VectorCache>> cache = makeCache(index, cacheBytes, index.cached);
    if (!cache.ok()) return cache.status();
    index.cached = {};
    Predictors predictors(index);
    return std::make_unique<Reader>(Reader{.index = std::make_shared<const Index>(std::move(index)),
                                           .cache = std::move(cache.value()),
                                           .predictors = std::move(predictors)});
  });
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE bool leann_open(Status* status, const uint8_t* bytes, size_t count, double cacheBytes,
                                     Reader** out) {
  Result<std::unique_ptr<Reader>> reader = openReader({bytes, count}, static_cast<uint64_t>(cacheBytes));
  if (reader.ok()) *out = reader.value().release();
  return settle(status, reader.status());
}
EMSCRIPTEN_KEEPALIVE void leann_reader_free(Reader* reader) { delete reader; }
EMSCRIPTEN_KEEPALIVE size_t leann_reader_size(const Reader* reader) { return reader->index->size(); }
EMSCRIPTEN_KEEPALIVE size_t leann_reader_removed(const Reader* reader) {
  return reader->index->removed.count();
}
EMSCRIPTEN_KEEPALIVE size_t leann_reader_dimension(const Reader* reader) {
  return reader->index->dimension();
}
EMSCRIPTEN_KEEPALIVE bool leann_reader_is_l2(const Reader* reader) {
  return reader->index->params.metric == Metric::kL2;
}
// `record`: bytes, entries, pinned.
EMSCRIPTEN_KEEPALIVE void leann_reader_cache(const Reader* reader, uint32_t* record) {
  const CacheStats stats = reader->cache == nullptr ? CacheStats{} : reader->cache->stats();
  record[0] = static_cast<uint32_t>(stats.bytes);
  record[1] = stats.entries;
  record[2] = stats.pinned;
}
}
