#include "reader/reader.h"

#include <emscripten.h>

#include "format/format.h"
#include "index/index_cache.h"
#include "reader/calls.h"
#include "reader/record.h"

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
    return std::make_unique<Reader>(Reader{.index = std::make_shared<Index>(std::move(index)),
                                           .cache = std::move(cache.value()),
                                           .predictors = std::move(predictors)});
  });
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE bool leann_open(Status* status, const uint8_t* bytes, size_t count, double cacheBytes,
                                     Reader** out) {
  Result<std::unique_ptr<Reader>> reader = openReader({bytes, count}, nearest<size_t>(cacheBytes));
  if (reader.ok()) *out = reader.value().release();
  return settle(status, reader.status());
}
EMSCRIPTEN_KEEPALIVE void leann_reader_free(Reader* reader) { delete reader; }
EMSCRIPTEN_KEEPALIVE size_t leann_reader_size(const Reader* reader) { return reader->index->wholeSize(); }
EMSCRIPTEN_KEEPALIVE size_t leann_reader_removed(const Reader* reader) {
  return reader->index->removed.count();
}
EMSCRIPTEN_KEEPALIVE size_t leann_reader_dimension(const Reader* reader) {
  return reader->index->dimension();
}
EMSCRIPTEN_KEEPALIVE bool leann_reader_is_l2(const Reader* reader) {
  return reader->index->params.metric == Metric::kL2;
}
EMSCRIPTEN_KEEPALIVE const Field* leann_reader_cache(const Reader* reader) {
  return handOut(reader->cache == nullptr ? CacheStats{} : reader->cache->stats());
}
}
