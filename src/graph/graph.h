// A directed proximity graph in compressed sparse rows: what is left of HNSW when the vectors are gone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// Neighbours of node v are targets[offsets[v] .. offsets[v + 1]), ascending by id, without v and without
/// repeats.
struct Graph {
  std::vector<uint32_t> offsets{0};
  std::vector<NodeId> targets;

  uint32_t size() const { return static_cast<uint32_t>(offsets.size() - 1); }
  size_t edges() const { return targets.size(); }
  std::span<const NodeId> neighbors(NodeId v) const {
    return {targets.data() + offsets[v], targets.data() + offsets[v + 1]};
  }
  uint32_t degree(NodeId v) const { return offsets[v + 1] - offsets[v]; }
};

/// From one list of neighbours a node, in any order; drops repeats and self-loops. O(edges log degree).
Graph makeGraph(const std::vector<std::vector<NodeId>>& lists);

/// Makes room for that many more, and somewhat more than that if it has to move, so that growing is
/// amortised.
void reserveMore(Graph& graph, uint32_t nodes, size_t edges);

/// Adds the nodes of another graph behind those of `graph`, with edges among themselves alone. If memory runs
/// out, nothing is added. O(nodes and edges of `other`), amortised.
void appendGraph(Graph& graph, const Graph& other);

/// Every edge of either graph, in both directions. O(edges log degree).
Graph united(const Graph& a, const Graph& b);

/// Every edge in both directions. O(edges log degree).
Graph symmetrized(const Graph& graph);

}  // namespace leann
