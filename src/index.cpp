#include "index.h"

#include <algorithm>
#include <numeric>

namespace leann {

NodeId entryPoint(const Graph& graph) {
  NodeId best = 0;
  for (NodeId v = 1; v < graph.size(); ++v) {
    if (graph.degree(v) > graph.degree(best)) best = v;
  }
  return best;
}

std::vector<NodeId> hubsOf(const Graph& graph, uint32_t count) {
  std::vector<NodeId> nodes(graph.size());
  std::iota(nodes.begin(), nodes.end(), 0U);
  const auto wanted = static_cast<std::ptrdiff_t>(std::min(count, graph.size()));
  std::partial_sort(nodes.begin(), nodes.begin() + wanted, nodes.end(), [&](NodeId a, NodeId b) {
    return graph.degree(a) != graph.degree(b) ? graph.degree(a) > graph.degree(b) : a < b;
  });
  nodes.resize(static_cast<size_t>(wanted));
  return nodes;
}

}  // namespace leann
