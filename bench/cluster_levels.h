// Clusters in two levels, for more passages than memory holds: k-means of a sample into coarse clusters, each
// divided again, and every passage in the nearest one of the few nearest coarse clusters.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dense_rows.h"
#include "vector/kmeans.h"

namespace leann::bench {

class ClusterLevels {
 public:
  /// About `count` clusters, at most 65,535, of `passages` passages.
  ClusterLevels(const DenseRows& rows, uint32_t passages, uint32_t count);

  /// The clusters of the next passages, row by row.
  void assign(std::span<const float> rows);

  uint32_t count() const { return static_cast<uint32_t>(sizes_.size()); }
  /// Of the passages so far.
  const std::vector<uint16_t>& clusters() const { return clusters_; }
  const std::vector<uint32_t>& sizes() const { return sizes_; }
  /// The means of the clusters, of length 1.
  std::vector<float> centroids() const;

  /// The share of those passages for which all centroids were looked through whose nearest one was found.
  double exactShare() const;
  /// Passages whose nearest cluster was full.
  uint32_t displaced() const { return displaced_; }

 private:
  struct Coarse {
    CentroidSearch search;
    uint32_t first;  // of its clusters
    uint32_t count;
  };

  void trainFine(std::span<const float> sample);
  std::vector<uint32_t> nearestCoarse(const float* row) const;
  void findNearest(std::span<const float> rows, std::vector<uint32_t>& best) const;
  uint32_t nearestOfAll(const float* row, bool withRoom) const;
  void add(const float* row, uint32_t cluster);

  uint32_t most_;                   // passages of a cluster
  std::vector<float> coarseSeeds_;  // row by row
  std::vector<Coarse> coarse_;
  std::vector<float> seeds_;  // of the clusters, row by row
  std::vector<float> sums_;   // of their passages
  std::vector<uint32_t> sizes_;
  std::vector<uint16_t> clusters_;
  uint32_t checked_ = 0, exact_ = 0, displaced_ = 0;
};

}  // namespace leann::bench
