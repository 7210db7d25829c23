// Cutting an index into what every search needs and its nodes: a block of bytes for each cluster, which come
// when they are wanted, or one block of all nodes and the quantizer, which comes after the words.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/status.h"
#include "index/index.h"

namespace leann {

struct CutIndex {
  Index index;                               // of which no node is at hand; without cached vectors
  std::vector<std::vector<uint8_t>> blocks;  // one a cluster; one in all if it was built in one piece
};

/// Errors: kInvalidArgument for an index that was cut before, of which nodes were removed, or that has
/// clusters and nodes that were inserted since; kOutOfMemory. O(size).
Result<CutIndex> cutIntoClusters(const Index& index);

/// Brings the nodes of a cluster (of all of them, if the index was built in one piece: cluster 0), whatever
/// others are at hand; searches under way go on over those that they began with. Again, it does nothing.
/// Every byte is checked. If it fails, the index is as it was. Errors: kInvalidArgument for a cluster that
/// there is not, or if the index is not cut; kCorrupt for bytes that are not that cluster's; kOutOfMemory.
/// O(nodes of the cluster), amortised.
Status supplyCluster(Index& index, uint32_t cluster, std::span<const uint8_t> bytes);

/// The index in one piece. Errors: kInvalidArgument for one that is not cut, or not whole; kOutOfMemory.
/// O(size).
Result<Index> joinedClusters(const Index& index);

}  // namespace leann
