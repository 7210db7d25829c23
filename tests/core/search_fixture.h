// One index a metric, and the checks that every search must pass, for the tests of all strategies.
#pragma once

#include <set>

#include "search/search.h"
#include "test_data.h"

namespace leann::testing {

inline constexpr Strategy kStrategies[] = {Strategy::kScan, Strategy::kWalk, Strategy::kTwoLevel,
                                           Strategy::kBestFirst};
inline constexpr Strategy kReranking[] = {Strategy::kScan, Strategy::kWalk};
inline constexpr Strategy kWalking[] = {Strategy::kTwoLevel, Strategy::kBestFirst};
inline constexpr Metric kMetrics[] = {Metric::kInnerProduct, Metric::kL2};

struct Fixture {
  explicit Fixture(Metric metric)
      : corpus(2000, 25, 48, 1, metric),
        index(sharedIndex(
            buildIndex(corpus.vectors, {.rotation = RotationKind::kLearned, .subspaces = 12, .bits = 4}))) {}

  Corpus corpus;
  std::shared_ptr<const Index> index;
};

/// Built once a metric; read only.
inline const Fixture& fixture(Metric metric = Metric::kInnerProduct) {
  static const Fixture product(Metric::kInnerProduct);
  static const Fixture l2(Metric::kL2);
  return metric == Metric::kL2 ? l2 : product;
}

inline std::shared_ptr<const Index> smallIndex(uint32_t count, Metric metric, std::vector<float>& rows) {
  rows = clusteredVectors(count, 8, 5, 4, 4);
  return sharedIndex(buildIndex(tableOf(rows, 8, metric)));
}

/// The bits of SearchParams::allowed for those of `count` nodes that `chosen` says.
template <typename Chosen>
std::vector<uint8_t> allowedOf(uint32_t count, Chosen chosen) {
  std::vector<uint8_t> bits((size_t{count} + 7) / 8, 0);
  for (NodeId id = 0; id < count; ++id) {
    if (chosen(id)) bits[id / 8] = static_cast<uint8_t>(bits[id / 8] | 1U << (id % 8));
  }
  return bits;
}

inline bool isAllowed(const SearchParams& params, NodeId id) {
  return params.allowed.empty() || (params.allowed[id / 8] >> (id % 8) & 1U) != 0;
}

/// What every list of hits must be, done or not.
inline void checkHits(const Search& search, const Corpus& corpus, std::span<const float> query,
                      const SearchParams& params, const std::set<NodeId>& supplied) {
  const std::vector<Hit> hits = hitsOf(search);
  std::set<NodeId> ids;
  bool sorted = true, truthful = true;
  for (size_t i = 0; i < hits.size(); ++i) {
    ids.insert(hits[i].id);
    CHECK(isAllowed(params, hits[i].id));
    if (i > 0) sorted = sorted && hits[i - 1].distance <= hits[i].distance;
    truthful = truthful && hits[i].exact == (supplied.count(hits[i].id) > 0);
    if (!hits[i].exact) continue;
    truthful =
        truthful && hits[i].distance == distance(corpus.vectors.metric(), query.data(),
                                                 corpus.vectors.row(hits[i].id), corpus.vectors.dimension());
  }
  CHECK(hits.size() <= params.k);
  CHECK(ids.size() == hits.size());
  CHECK(sorted);
  CHECK(truthful);
}

/// Runs a search and checks every promise that holds for all of them.
inline std::unique_ptr<Search> checkedRun(const Fixture& fixture, std::span<const float> query,
                                          const SearchParams& params) {
  std::unique_ptr<Search> search = startSearch(fixture.index, query, params);
  std::set<NodeId> supplied;
  uint32_t batches = 0;
  checkHits(*search, fixture.corpus, query, params, supplied);
  while (!search->done()) {
    for (const NodeId id : search->wants()) {
      if (!supplied.insert(id).second) FAIL("node " << id << " was asked for twice");
      if (!isAllowed(params, id)) FAIL("node " << id << " is not allowed");
    }
    REQUIRE(supplied.size() <= params.maxRecomputes);
    REQUIRE(search->supply(wantedRows(*search, fixture.corpus.vectors)).ok());
    ++batches;
    checkHits(*search, fixture.corpus, query, params, supplied);
  }
  CHECK(search->stats().ended != Ended::kNotYet);
  CHECK(search->stats().cached == 0);
  CHECK(search->stats().recomputed == supplied.size());
  CHECK(search->stats().batches == batches);
  CHECK(search->stats().visited >= supplied.size());
  CHECK(search->stats().visited <= fixture.index->size());
  return search;
}

inline bool equal(const std::vector<Hit>& a, const std::vector<Hit>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Hit& x, const Hit& y) {
    return x.id == y.id && x.distance == y.distance && x.exact == y.exact;
  });
}

}  // namespace leann::testing
