#include "graph/pruning.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"

namespace leann {

std::vector<uint32_t> hubPreservingLinks(const Graph& first, const HubParams& params) {
  std::vector<NodeId> byDegree(first.size());
  std::iota(byDegree.begin(), byDegree.end(), 0U);
  std::sort(byDegree.begin(), byDegree.end(), [&](NodeId a, NodeId b) {
    return first.degree(a) != first.degree(b) ? first.degree(a) > first.degree(b) : a < b;
  });
  const auto hubs = static_cast<size_t>(params.hubFraction * first.size());
  std::vector<uint32_t> links(first.size(), params.m);
  for (size_t i = 0; i < hubs; ++i) links[byDegree[i]] = params.M;
  return links;
}

Graph pruneRandomly(const Graph& graph, double keep, uint64_t seed) {
  std::vector<std::vector<NodeId>> lists(graph.size());
  for (NodeId v = 0; v < graph.size(); ++v) {
    const auto row = graph.neighbors(v);
    if (row.empty()) continue;
    const NodeId spared = row[Random(seed + v).below(row.size())];
    for (const NodeId u : row) {
      // One draw for a pair, so that an edge and its reverse share their fate.
      const uint64_t pair = uint64_t{std::min(u, v)} << 32 | std::max(u, v);
      if (Random(Random(pair).next() ^ seed).unit() < keep || u == spared) lists[v].push_back(u);
    }
  }
  return makeGraph(lists);
}

}  // namespace leann
