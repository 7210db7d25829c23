// Numbers nodes so that neighbours have near numbers: gaps between neighbours are what the file stores.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/graph.h"

namespace leann {

/// Who decides the nodes' numbers.
enum class Numbering : uint8_t {
  kAsAdded = 0,  // the order of IndexBuilder::add
  kLocal = 1,    // localOrder of the finished graph
};

/// order[new] = old: depth first, then recursive bisection of what that gives (Dhulipala et al. 2016,
/// "Compressing graphs and indexes with recursive graph bisection"): nodes are swapped between the halves of
/// a range while that makes the expected logarithms of the gaps smaller. `graph`: undirected. The same on
/// every platform: integers only. O(edges log² n), about 30 µs a node at 60,000 nodes.
std::vector<NodeId> localOrder(const Graph& graph);

/// The same of groups: group g is the counts[g] nodes behind those of the groups before it, and stays
/// together.
std::vector<uint32_t> localGroupOrder(const Graph& graph, std::span<const uint32_t> counts);

/// The nodes of ordered groups, group by group: order[new] = old, of nodes.
std::vector<NodeId> nodeOrder(std::span<const uint32_t> groupOrder, std::span<const uint32_t> counts);

/// The graph whose node i is node order[i] of `graph`. O(edges log degree).
Graph renumbered(const Graph& graph, std::span<const NodeId> order);

}  // namespace leann
