// One query.
#include "search/search.h"

#include <emscripten.h>

#include <cstring>

#include "reader/calls.h"
#include "reader/reader.h"

using namespace leann;

namespace {

uint32_t wordOf(float value) {
  uint32_t word = 0;
  std::memcpy(&word, &value, sizeof word);
  return word;
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

}  // namespace

extern "C" {

// `query`: as many floats as the caller has. `allowed`: bits, or no bytes for all nodes.
EMSCRIPTEN_KEEPALIVE bool leann_search(Status* status, const Reader* reader, const float* query,
                                       size_t dimension, const double* numbers, const uint8_t* allowed,
                                       size_t allowedBytes, Search** out) {
  return settle(status, guarded("search", [&]() -> Status {
                  SearchParams params = paramsOf(numbers);
                  params.allowed.assign(allowed, allowed + allowedBytes);
                  auto search = Search::create(reader->index, {query, dimension}, params, reader->cache,
                                               &reader->predictors);
                  if (search.ok()) *out = search.value().release();
                  return search.status();
                }));
}
EMSCRIPTEN_KEEPALIVE void leann_search_free(Search* search) { delete search; }
EMSCRIPTEN_KEEPALIVE size_t leann_search_wants(const Search* search, const NodeId** out) {
  return handOut(search->wants(), out);
}
EMSCRIPTEN_KEEPALIVE bool leann_search_supply(Status* status, Search* search, const float* vectors,
                                              size_t count) {
  return settle(status, search->supply({vectors, count}));
}
EMSCRIPTEN_KEEPALIVE bool leann_search_exclude(Status* status, Search* search, const NodeId* nodes,
                                               size_t count) {
  return settle(status, search->exclude({nodes, count}));
}
EMSCRIPTEN_KEEPALIVE void leann_search_stop(Search* search) { search->stop(); }

// `record`: room for three words a hit that was asked for. Each is an id, a distance as a float, and 1 if
// that is exact.
EMSCRIPTEN_KEEPALIVE bool leann_search_hits(Status* status, const Search* search, uint32_t* record,
                                            size_t* count) {
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
EMSCRIPTEN_KEEPALIVE void leann_search_stats(const Search* search, uint32_t* record) {
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
