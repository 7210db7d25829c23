// Learning, while the vectors are still there, how much is found in the clusters nearest to a query.
#pragma once

#include <cstdint>
#include <vector>

#include "index/clusters.h"
#include "vector/vector_table.h"

namespace leann {

/// Clusters::recalls: passages serve as queries, and their ten nearest others are looked for. Of no clusters,
/// none. `vectors`: those of all nodes. O(trials * (n + clusters) * dimension).
std::vector<uint8_t> probedRecalls(const Clusters& clusters, const VectorTable& vectors, uint64_t seed);

}  // namespace leann
