#include "graph/graph.h"

#include <algorithm>

namespace leann {

Graph makeGraph(const std::vector<std::vector<NodeId>>& lists) {
  Graph graph;
  graph.offsets.reserve(lists.size() + 1);
  std::vector<NodeId> row;
  for (NodeId v = 0; v < lists.size(); ++v) {
    row = lists[v];
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    row.erase(std::remove(row.begin(), row.end(), v), row.end());
    graph.targets.insert(graph.targets.end(), row.begin(), row.end());
    graph.offsets.push_back(static_cast<uint32_t>(graph.targets.size()));
  }
  return graph;
}

void reserveMore(Graph& graph, uint32_t nodes, size_t edges) {
  const auto room = [](std::vector<uint32_t>& values, size_t more) {
    const size_t wanted = values.size() + more;
    if (wanted > values.capacity()) values.reserve(std::max(wanted, values.capacity() * 3 / 2));
  };
  room(graph.offsets, nodes);
  room(graph.targets, edges);
}

void appendGraph(Graph& graph, const Graph& other) {
  reserveMore(graph, other.size(), other.targets.size());
  const NodeId first = graph.size();
  const auto edges = static_cast<uint32_t>(graph.edges());
  for (NodeId v = 0; v < other.size(); ++v) graph.offsets.push_back(edges + other.offsets[v + 1]);
  for (const NodeId u : other.targets) graph.targets.push_back(first + u);
}

Graph united(const Graph& a, const Graph& b) {
  std::vector<std::vector<NodeId>> lists(std::max(a.size(), b.size()));
  for (const Graph* graph : {&a, &b}) {
    for (NodeId v = 0; v < graph->size(); ++v) {
      for (const NodeId u : graph->neighbors(v)) {
        lists[v].push_back(u);
        lists[u].push_back(v);
      }
    }
  }
  return makeGraph(lists);
}

Graph symmetrized(const Graph& graph) { return united(graph, Graph()); }

}  // namespace leann
