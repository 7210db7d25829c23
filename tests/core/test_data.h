// Vectors like real embeddings, exact search as the oracle, and the few steps that most tests share.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/neighbor.h"
#include "base/random.h"
#include "build/index_builder.h"
#include "clustered_vectors.h"
#include "graph/graph.h"
#include "index/index.h"
#include "search/search.h"
#include "vector/vector_table.h"

namespace leann::testing {

/// A table together with the rows that went into it, for exact answers.
class TestTable : public VectorTable {
 public:
  TestTable(std::span<const float> rows, uint32_t dimension, Metric metric)
      : VectorTable(dimension, metric), rows_(rows.begin(), rows.end()) {
    REQUIRE(append(rows).ok());
  }
  const float* row(NodeId id) const { return rows_.data() + size_t{id} * dimension(); }

 private:
  std::vector<float> rows_;
};

inline TestTable tableOf(std::span<const float> rows, uint32_t dimension,
                         Metric metric = Metric::kInnerProduct) {
  return {rows, dimension, metric};
}

/// Indexed vectors and queries drawn from the same distribution.
struct Corpus {
  Corpus(uint32_t count, uint32_t queryCount, uint32_t dimension, uint64_t seed,
         Metric metric = Metric::kInnerProduct)
      : Corpus(clusteredVectors(count + queryCount, dimension, seed), count, dimension, metric) {}
  std::span<const float> query(NodeId id) const { return {queries.row(id), queries.dimension()}; }

  TestTable vectors;
  TestTable queries;

 private:
  Corpus(std::span<const float> rows, uint32_t count, uint32_t dimension, Metric metric)
      : vectors(tableOf(rows.first(size_t{count} * dimension), dimension, metric)),
        queries(tableOf(rows.subspan(size_t{count} * dimension), dimension, metric)) {}
};

inline std::span<const float> rowsOf(const TestTable& table, NodeId begin, NodeId end) {
  return {table.row(begin), size_t{end - begin} * table.dimension()};
}

inline std::span<const float> allRows(const TestTable& table) { return rowsOf(table, 0, table.size()); }

/// The k nearest by exact distance, best first.
inline std::vector<NodeId> exactNearest(const TestTable& vectors, const float* query, uint32_t k) {
  std::vector<Neighbor> all;
  for (NodeId id = 0; id < vectors.size(); ++id) {
    all.push_back({distance(vectors.metric(), query, vectors.row(id), vectors.dimension()), id});
  }
  std::sort(all.begin(), all.end());
  std::vector<NodeId> ids;
  for (size_t i = 0; i < std::min<size_t>(k, all.size()); ++i) ids.push_back(all[i].id);
  return ids;
}

/// The share of `truth` that is in `found`.
inline double recallOf(const std::vector<NodeId>& found, const std::vector<NodeId>& truth) {
  double common = 0;
  for (const NodeId id : truth) common += std::count(found.begin(), found.end(), id) > 0 ? 1 : 0;
  return common / static_cast<double>(truth.size());
}

/// A plain best-first walk by exact distances: the textbook form, as a yardstick for graphs.
inline std::vector<NodeId> walkGraph(const Graph& graph, const TestTable& vectors, const float* query,
                                     uint32_t k, uint32_t ef, NodeId entry) {
  const auto distanceTo = [&](NodeId id) {
    return distance(vectors.metric(), query, vectors.row(id), vectors.dimension());
  };
  std::vector<bool> met(graph.size(), false);
  std::vector<Neighbor> open{{distanceTo(entry), entry}};
  std::vector<Neighbor> best = open;
  met[entry] = true;
  while (!open.empty()) {
    const auto at = std::min_element(open.begin(), open.end());
    const Neighbor nearest = *at;
    open.erase(at);
    if (best.size() >= ef && best[ef - 1] < nearest) break;
    for (const NodeId u : graph.neighbors(nearest.id)) {
      if (met[u]) continue;
      met[u] = true;
      const Neighbor next{distanceTo(u), u};
      open.push_back(next);
      best.insert(std::upper_bound(best.begin(), best.end(), next), next);
      if (best.size() > ef) best.pop_back();
    }
  }
  std::vector<NodeId> ids;
  for (size_t i = 0; i < std::min<size_t>(k, best.size()); ++i) ids.push_back(best[i].id);
  return ids;
}

inline double graphRecall(const Graph& graph, const Corpus& corpus, uint32_t ef, NodeId entry,
                          uint32_t k = 10) {
  double sum = 0;
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const float* query = corpus.queries.row(q);
    sum += recallOf(walkGraph(graph, corpus.vectors, query, k, ef, entry),
                    exactNearest(corpus.vectors, query, k));
  }
  return sum / corpus.queries.size();
}

inline std::unique_ptr<IndexBuilder> makeBuilder(uint32_t dimension, const BuildParams& params) {
  Result<std::unique_ptr<IndexBuilder>> builder = IndexBuilder::create(dimension, params);
  REQUIRE_MESSAGE(builder.ok(), builder.status().message());
  return std::move(builder.value());
}

inline void stepToEnd(IndexBuilder& builder, uint32_t slice = 1000) {
  for (;;) {
    const Result<BuildProgress> progress = builder.step(slice);
    REQUIRE_MESSAGE(progress.ok(), progress.status().message());
    if (progress.value().phase == BuildPhase::kDone) break;
  }
}

struct NumberedIndex {
  Index index;
  std::vector<uint32_t> order;  // IndexBuilder::order
};

/// Nodes are numbered as params say. `groups`: of IndexBuilder::group, none if empty.
inline NumberedIndex buildNumbered(const TestTable& vectors, BuildParams params = {},
                                   std::span<const uint32_t> groups = {}, uint32_t slice = 1000) {
  params.metric = vectors.metric();
  const std::unique_ptr<IndexBuilder> builder = makeBuilder(vectors.dimension(), params);
  REQUIRE(builder->add(allRows(vectors)).ok());
  if (!groups.empty()) REQUIRE(builder->group(groups).ok());
  stepToEnd(*builder, slice);
  std::vector<uint32_t> order(builder->order().begin(), builder->order().end());
  Result<Index> index = builder->finish();
  REQUIRE_MESSAGE(index.ok(), index.status().message());
  return {std::move(index.value()), std::move(order)};
}

/// Node i is row i of `vectors`.
inline Index buildIndex(const TestTable& vectors, BuildParams params = {}, uint32_t slice = 1000) {
  params.numbering = Numbering::kAsAdded;
  return buildNumbered(vectors, params, {}, slice).index;
}

inline constexpr Pruning kPrunings[] = {Pruning::kNone, Pruning::kHubs, Pruning::kRandom, Pruning::kSmallM};

/// Whether every edge stands in both rows.
inline bool undirected(const Graph& graph) {
  const Graph both = symmetrized(graph);
  return both.offsets == graph.offsets && both.targets == graph.targets;
}

inline std::shared_ptr<const Index> sharedIndex(Index index) {
  return std::make_shared<const Index>(std::move(index));
}

inline std::unique_ptr<Search> startSearch(const std::shared_ptr<const Index>& index,
                                           std::span<const float> query, const SearchParams& params,
                                           const std::shared_ptr<VectorCache>& cache = nullptr) {
  Result<std::unique_ptr<Search>> search = Search::create(index, query, params, cache);
  REQUIRE_MESSAGE(search.ok(), search.status().message());
  return std::move(search.value());
}

/// The vectors that a search asks for, as an encoder would give them.
inline std::vector<float> wantedRows(const Search& search, const TestTable& vectors) {
  std::vector<float> rows;
  for (const NodeId id : search.wants()) {
    REQUIRE(id < vectors.size());
    rows.insert(rows.end(), vectors.row(id), vectors.row(id) + vectors.dimension());
  }
  return rows;
}

/// Runs a search to its end.
inline std::unique_ptr<Search> finishSearch(const std::shared_ptr<const Index>& index,
                                            const TestTable& vectors, std::span<const float> query,
                                            const SearchParams& params,
                                            const std::shared_ptr<VectorCache>& cache = nullptr) {
  std::unique_ptr<Search> search = startSearch(index, query, params, cache);
  while (!search->done()) REQUIRE(search->supply(wantedRows(*search, vectors)).ok());
  return search;
}

inline std::vector<Hit> hitsOf(const Search& search) {
  const Result<std::vector<Hit>> hits = search.hits();
  REQUIRE_MESSAGE(hits.ok(), hits.status().message());
  return hits.value();
}

inline std::vector<NodeId> idsOf(const std::vector<Hit>& hits) {
  std::vector<NodeId> ids;
  for (const Hit& hit : hits) ids.push_back(hit.id);
  return ids;
}

/// Averages over all queries of a corpus.
struct SearchQuality {
  double recall = 0;
  double recomputed = 0;
  double batches = 0;
};

inline SearchQuality measure(const std::shared_ptr<const Index>& index, const Corpus& corpus,
                             const SearchParams& params) {
  SearchQuality sum;
  for (NodeId q = 0; q < corpus.queries.size(); ++q) {
    const auto search = finishSearch(index, corpus.vectors, corpus.query(q), params);
    sum.recall +=
        recallOf(idsOf(hitsOf(*search)), exactNearest(corpus.vectors, corpus.queries.row(q), params.k));
    sum.recomputed += search->stats().recomputed;
    sum.batches += search->stats().batches;
  }
  const double count = corpus.queries.size();
  return {sum.recall / count, sum.recomputed / count, sum.batches / count};
}

}  // namespace leann::testing
