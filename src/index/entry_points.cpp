#include "index/entry_points.h"

#include "graph/hubs.h"

namespace leann {

std::vector<NodeId> entryPoints(const Index& index) {
  std::vector<NodeId> points;
  const Graph& graph = index.graph;
  for (uint32_t c = 0; c < index.clusters.count(); ++c) {
    if (index.clusters.size(c) == 0) continue;
    NodeId best = index.clusters.starts[c];
    for (NodeId v = best; v < index.clusters.starts[c + 1]; ++v) {
      if (graph.degree(v) > graph.degree(best)) best = v;
    }
    points.push_back(best);
  }
  if (points.empty()) points.push_back(entryPoint(graph));
  return points;
}

}  // namespace leann
