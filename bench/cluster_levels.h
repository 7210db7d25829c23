// Clusters in two levels, for more passages than memory holds: k-means of a sample into coarse clusters, each
// divided again; and every passage in the nearest of those clusters that are near to the passage of the set
// that it was made of.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dense_rows.h"

namespace leann::bench {

class ClusterLevels {
 public:
  /// About `count` clusters, at most 65,535, of `passages` passages, which `rows` makes of `data`.
  ClusterLevels(const Dataset& data, const DenseRows& rows, uint32_t passages, uint32_t count);

  /// The clusters of the next passages, row by row; `first`: the number of the first of them.
  void assign(std::span<const float> rows, uint32_t first);

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
  void train(const DenseRows& rows, uint32_t passages, uint32_t count);
  void findCandidates(const Dataset& data);
  std::vector<uint32_t> nearOnes(const float* row) const;
  uint32_t nearestOf(const std::vector<uint32_t>& names, const float* row, bool withRoom) const;
  void add(const float* row, uint32_t cluster);

  uint32_t most_;                                  // passages of a cluster
  std::vector<float> coarse_;                      // row by row
  std::vector<uint32_t> firsts_;                   // of the clusters of each coarse one, and an end
  std::vector<float> seeds_;                       // of the clusters, row by row
  std::vector<uint32_t> all_;                      // the names of the clusters
  std::vector<std::vector<uint32_t>> candidates_;  // of each passage of the set
  std::vector<float> sums_;                        // of their passages
  std::vector<uint32_t> sizes_;
  std::vector<uint16_t> clusters_;
  uint32_t checked_ = 0, exact_ = 0, displaced_ = 0;
};

}  // namespace leann::bench
