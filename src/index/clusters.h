// How the nodes of an index are divided into clusters that know nothing of each other, and which of them are
// near.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "vector/distance.h"

namespace leann {

/// Nodes starts[c] .. starts[c + 1] - 1 are those of cluster c: no edge leads from one of them into another
/// cluster, so that none of their codes is predicted from there. Nodes from starts.back() on were inserted
/// later and belong to no cluster.
struct Clusters {
  std::vector<NodeId> starts = {};    // ascending, one more than clusters; empty if there are none
  std::vector<float> scales = {};     // one a centroid: finite, above 0
  std::vector<int8_t> values = {};    // centroids, row by row: times the scale (inner product: of length 1)
  std::vector<uint8_t> recalls = {};  // in 255ths, of 1, 2, 4, … of the nearest clusters, up to all

  uint32_t count() const { return starts.empty() ? 0 : static_cast<uint32_t>(starts.size() - 1); }
  uint32_t size(uint32_t cluster) const { return starts[cluster + 1] - starts[cluster]; }
  bool empty() const { return starts.empty(); }

  /// How many recalls there are for `count` clusters.
  static uint32_t recallsOf(uint32_t count);
};

/// The cluster of a node that is in one. O(log clusters).
uint32_t clusterOf(const Clusters& clusters, NodeId node);

/// The `count` clusters whose centroids are nearest to `query`, nearest first; all if there are fewer.
/// Errors: as for the query of a search. O(clusters * dimension).
Result<std::vector<uint32_t>> nearestClusters(const Clusters& clusters, Metric metric, uint32_t dimension,
                                              std::span<const float> query, uint32_t count);

/// The share of the ten nearest passages that are expected in the `probed` clusters nearest to a query: 0 …
/// 1, measured when the index was built. O(1).
float expectedRecall(const Clusters& clusters, uint32_t probed);

}  // namespace leann
