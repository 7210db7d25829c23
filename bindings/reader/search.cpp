// One query.
#include <emscripten.h>

#include <algorithm>
#include <cstddef>

#include "reader/calls.h"
#include "reader/reader.h"
#include "reader/record.h"
#include "search/reconstruction.h"
#include "search/scan_search.h"

using namespace leann;

namespace {

struct Query {
  std::unique_ptr<Search> search;
  std::vector<Hit> hits = {};  // that were handed out last
};
static_assert(offsetof(Hit, distance) == 4 && offsetof(Hit, exact) == 8 && sizeof(Hit) == 12,
              "web/core/reader-search.ts reads hits as they stand here");

// `numbers`: of all options that are numbers, in the order of leann_search_defaults.
SearchParams paramsOf(const double* numbers, const char* strategy) {
  SearchParams params;
  eachField(params, [&](const char*, auto& field) {
    using T = std::remove_reference_t<decltype(field)>;
    if constexpr (std::is_same_v<T, Strategy>) {
      field = named<Strategy>(strategy);
    } else {
      field = nearest<T>(*numbers++);
    }
  });
  return params;
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE const Field* leann_search_defaults() { return handOut(SearchParams{}); }
// `query`: as many floats as the caller has. `numbers`, `strategy`: see paramsOf. `allowed`: bits, or no
// bytes for all nodes. `bonusNodes`, `bonuses`: `bonusCount` nodes, and by how much nearer each counts.
EMSCRIPTEN_KEEPALIVE bool leann_search(Status* status, const Reader* reader, const float* query,
                                       size_t dimension, const double* numbers, const char* strategy,
                                       const uint8_t* allowed, size_t allowedBytes, const NodeId* bonusNodes,
                                       const float* bonuses, size_t bonusCount, Query** out) {
  return settle(status, guarded("search", [&]() -> Status {
                  SearchParams params = paramsOf(numbers, strategy);
                  params.allowed.assign(allowed, allowed + allowedBytes);
                  params.bonuses = bonusesOf({bonusNodes, bonusCount}, {bonuses, bonusCount});
                  auto search = ScanSearch::create(reader->index, {query, dimension}, params, reader->cache,
                                                   &reader->predictors);
                  if (search.ok()) *out = new Query{.search = std::move(search.value())};
                  return search.status();
                }));
}
// `out`: as many floats as the index has dimensions.
EMSCRIPTEN_KEEPALIVE bool leann_reconstructed_mean(Status* status, const Reader* reader, const NodeId* nodes,
                                                   size_t count, float* out) {
  const Result<std::vector<float>> mean = reconstructedMean(*reader->index, {nodes, count});
  if (mean.ok()) std::copy(mean.value().begin(), mean.value().end(), out);
  return settle(status, mean.status());
}
EMSCRIPTEN_KEEPALIVE void leann_search_free(Query* query) { delete query; }
EMSCRIPTEN_KEEPALIVE size_t leann_search_wants(const Query* query, const NodeId** out) {
  return handOut(query->search->wants(), out);
}
EMSCRIPTEN_KEEPALIVE bool leann_search_supply(Status* status, Query* query, const float* vectors,
                                              size_t count) {
  return settle(status, query->search->supply({vectors, count}));
}
EMSCRIPTEN_KEEPALIVE bool leann_search_exclude(Status* status, Query* query, const NodeId* nodes,
                                               size_t count) {
  return settle(status, query->search->exclude({nodes, count}));
}
EMSCRIPTEN_KEEPALIVE void leann_search_stop(Query* query) { query->search->stop(); }

EMSCRIPTEN_KEEPALIVE bool leann_search_hits(Status* status, Query* query, size_t most, const Hit** out,
                                            size_t* count) {
  Result<std::vector<Hit>> hits = query->search->hits(static_cast<uint32_t>(most));
  if (hits.ok()) {
    query->hits = std::move(hits.value());
    *count = handOut(query->hits, out);
  }
  return settle(status, hits.status());
}
EMSCRIPTEN_KEEPALIVE const Field* leann_search_stats(const Query* query) {
  return handOut(query->search->stats());
}
}
