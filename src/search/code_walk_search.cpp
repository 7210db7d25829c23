#include "search/code_walk_search.h"

#include <algorithm>
#include <functional>

#include "base/visited_set.h"
#include "index/entry_points.h"

namespace leann {

CodeWalkSearch::CodeWalkSearch(std::shared_ptr<const Index> index, std::span<const float> query,
                               const SearchParams& params, std::shared_ptr<VectorCache> cache)
    : RerankSearch(std::move(index), query, params, std::move(cache)) {
  walk();
}

// HNSW's search of level 0, with estimates for distances. Nodes that are not allowed are passed through, and
// do not count among the best ef.
void CodeWalkSearch::walk() {
  VisitedSet met(index_->size());
  std::vector<Neighbor> frontier, found;  // a min-heap, and a max-heap of the best ef allowed
  const auto meet = [&](NodeId v) {
    if (!met.insert(v)) return;
    ++stats_.visited;
    const Neighbor node{codes_.at(v), v};
    if (allowed(v)) open_[v] = node.distance;
    if (found.size() >= params_.ef && found.front() < node) return;
    frontier.push_back(node);
    std::push_heap(frontier.begin(), frontier.end(), std::greater<>());
    if (!allowed(v)) return;
    found.push_back(node);
    std::push_heap(found.begin(), found.end());
    if (found.size() <= params_.ef) return;
    std::pop_heap(found.begin(), found.end());
    found.pop_back();
  };
  for (const NodeId entry : entryPoints(*index_)) meet(entry);
  while (!frontier.empty()) {
    const Neighbor nearest = frontier.front();
    if (found.size() >= params_.ef && found.front() < nearest) break;
    std::pop_heap(frontier.begin(), frontier.end(), std::greater<>());
    frontier.pop_back();
    for (const NodeId u : index_->graph.neighbors(nearest.id)) meet(u);
  }
}

}  // namespace leann
