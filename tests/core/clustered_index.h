// An index in clusters, cut and put together again, for the tests of both.
#pragma once

#include <numeric>

#include "file_parts.h"
#include "format/cutting.h"
#include "search_fixture.h"

namespace leann::testing::clusters {

inline constexpr uint32_t kNodes = 1200;
inline constexpr uint32_t kDimension = 24;
inline constexpr uint32_t kClusters = 12;

inline const BuildParams kParams{
    .rotation = RotationKind::kLearned, .subspaces = 12, .bits = 4, .clusters = kClusters};

struct Clustered {
  explicit Clustered(Metric metric)
      : corpus(kNodes, 20, kDimension, 9, metric), built(buildNumbered(corpus.vectors, kParams)) {
    for (const NodeId v : order) {
      rows.insert(rows.end(), corpus.vectors.row(v), corpus.vectors.row(v) + kDimension);
    }
  }
  Clustered(const Clustered&) = delete;
  Clustered& operator=(const Clustered&) = delete;

  Corpus corpus;
  NumberedIndex built;
  const Index& index = built.index;
  const std::vector<uint32_t>& order = built.order;
  std::vector<float> rows;  // node by node
};

inline const Clustered& clusteredIndex(Metric metric = Metric::kInnerProduct) {
  static const Clustered product(Metric::kInnerProduct);
  static const Clustered l2(Metric::kL2);
  return metric == Metric::kL2 ? l2 : product;
}

inline CutIndex cutOf(const Index& index) {
  Result<CutIndex> cut = cutIntoClusters(index);
  REQUIRE_MESSAGE(cut.ok(), cut.status().message());
  return std::move(cut.value());
}

inline Bytes fileOf(const Index& index) {
  Result<Bytes> bytes = encodeIndex(index);
  REQUIRE_MESSAGE(bytes.ok(), bytes.status().message());
  return bytes.value();
}

inline Index opened(const Bytes& bytes) {
  Result<Index> index = decodeIndex(bytes);
  REQUIRE_MESSAGE(index.ok(), index.status().message());
  return std::move(index.value());
}

/// With the clusters that are named, in that order.
inline Index partly(const CutIndex& cut, std::span<const uint32_t> clusters) {
  Index index = opened(fileOf(cut.index));
  for (const uint32_t c : clusters) REQUIRE(supplyCluster(index, c, cut.blocks[c]).ok());
  return index;
}

inline std::unique_ptr<Search> run(const Index& index, const Clustered& from, std::span<const float> query,
                                   const SearchParams& params, std::set<NodeId>* asked = nullptr) {
  auto search = startSearch(sharedIndex(index), query, params);
  while (!search->done()) {
    std::vector<float> wanted;
    for (const NodeId id : search->wants()) {
      REQUIRE(id < kNodes);
      if (asked != nullptr) asked->insert(id);
      const auto row = std::span(from.rows).subspan(size_t{id} * kDimension, kDimension);
      wanted.insert(wanted.end(), row.begin(), row.end());
    }
    REQUIRE(search->supply(wanted).ok());
  }
  return search;
}

inline std::vector<uint32_t> allClusters(const Index& index) {
  std::vector<uint32_t> all(index.clusters.count());
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace leann::testing::clusters
