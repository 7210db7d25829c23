// Links between the nodes that compaction leaves, in place of those that led over removed nodes.
#pragma once

#include <vector>

#include "base/node_id.h"
#include "index/index.h"
#include "vector/vector_table.h"

namespace leann {

/// The neighbours of every node that was not removed, in no order, without removed ones; all numbers are
/// those of `index`. An earlier neighbour that a node lost is replaced by that one's nearest other neighbour,
/// and nodes that were connected still are. `decoded`: what the codes stand for. O(edges), and O(degree)
/// distances for each neighbour of a removed node.
std::vector<std::vector<NodeId>> mendedLinks(const Index& index, const VectorTable& decoded);

}  // namespace leann
