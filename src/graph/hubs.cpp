#include "graph/hubs.h"

#include <algorithm>

namespace leann {

NodeId entryPoint(const Graph& graph) {
  NodeId best = 0;
  for (NodeId v = 1; v < graph.size(); ++v) {
    if (graph.degree(v) > graph.degree(best)) best = v;
  }
  return best;
}

std::vector<NodeId> hubsOf(const Graph& graph, uint32_t count, const Removed& removed) {
  std::vector<NodeId> nodes;
  nodes.reserve(graph.size());
  for (NodeId v = 0; v < graph.size(); ++v) {
    if (!removed.contains(v)) nodes.push_back(v);
  }
  const auto wanted = static_cast<std::ptrdiff_t>(std::min<size_t>(count, nodes.size()));
  std::partial_sort(nodes.begin(), nodes.begin() + wanted, nodes.end(), [&](NodeId a, NodeId b) {
    return graph.degree(a) != graph.degree(b) ? graph.degree(a) > graph.degree(b) : a < b;
  });
  nodes.resize(static_cast<size_t>(wanted));
  return nodes;
}

}  // namespace leann
