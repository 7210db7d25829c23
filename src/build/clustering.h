// Dividing the vectors of a build into clusters of about equal size.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vector/vector_table.h"

namespace leann {

struct Clustering {
  std::vector<std::vector<uint32_t>> members;  // the groups of each cluster, each with a node at least
  std::vector<float> centroids;                // row by row; of length 1 under inner product
};

/// At most `count` clusters of groups, `counts` nodes each (empty: every vector is a group), by k-means of a
/// seeded sample of the groups' means. None has more than about twice the mean of nodes, unless a single
/// group has: a group goes to its nearest cluster with room. Near clusters have near numbers. `count`: at
/// least 1. O(n * count * dimension), and for the sample O(count^2 * dimension) a round.
Clustering clustered(const VectorTable& vectors, std::span<const uint32_t> counts, uint32_t count,
                     uint64_t seed);

}  // namespace leann
