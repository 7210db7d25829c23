#include "search/walk_search.h"

#include <algorithm>
#include <functional>

#include "index/entry_points.h"

namespace leann {

WalkSearch::WalkSearch(std::shared_ptr<const Index> index, std::span<const float> query,
                       const SearchParams& params, std::shared_ptr<VectorCache> cache)
    : Search(std::move(index), query, params, std::move(cache)),
      codes_(*index_, query_.data()),
      met_(index_->size()),
      promises_(params.strategy == Strategy::kBestFirst ? 1.0 : params.ratio) {
  for (const NodeId entry : entryPoints(*index_)) meet(entry);
}

void WalkSearch::meet(NodeId id) {
  if (!met_.insert(id)) return;
  ++stats_.visited;
  const Neighbor node{codes_.at(id), id};
  if (allowed(id)) {
    promises_.insert(node);
    return;
  }
  frontier_.push_back(node);
  std::push_heap(frontier_.begin(), frontier_.end(), std::greater<>());
}

// Vectors that the cache has are taken in at once.
void WalkSearch::want(const std::vector<NodeId>& nodes) {
  for (const NodeId id : nodes) {
    if (!allowed(id)) continue;  // any more
    if (const std::optional<Neighbor> result = recall(id)) {
      accept(*result);
    } else {
      wants_.push_back(id);
      asked_.push_back({codes_.at(id), id});
    }
  }
}

void WalkSearch::accept(const Neighbor& result) {
  frontier_.push_back(result);
  std::push_heap(frontier_.begin(), frontier_.end(), std::greater<>());
  found_.push_back(result);
  std::push_heap(found_.begin(), found_.end());
  if (found_.size() > params_.ef) {
    std::pop_heap(found_.begin(), found_.end());
    found_.pop_back();
  }
}

void WalkSearch::advance(std::span<const Neighbor> results) {
  asked_.clear();
  for (const Neighbor& result : results) accept(result);
  const size_t budgetLeft = budget();
  want(promises_.take(budgetLeft));
  do {
    while (wants_.size() < std::min<size_t>(params_.batchSize, budgetLeft) && !frontier_.empty()) {
      const Neighbor nearest = frontier_.front();
      if (!stuck() && found_.front() < nearest) break;
      std::pop_heap(frontier_.begin(), frontier_.end(), std::greater<>());
      frontier_.pop_back();
      for (const NodeId u : index_->graph.neighbors(nearest.id)) meet(u);
      want(promises_.take(budgetLeft - wants_.size()));
    }
    if (!wants_.empty() || !frontier_.empty() || !stuck() || budgetLeft == 0) break;
    want(promises_.takeBest());
  } while (!frontier_.empty());
  if (wants_.empty()) stats_.ended = budgetLeft == 0 ? Ended::kMostRecomputed : Ended::kWalked;
}

void WalkSearch::forget(NodeId id) {
  const auto same = [&](const Neighbor& node) { return node.id == id; };
  std::erase_if(asked_, same);
  if (std::erase_if(found_, same) > 0) std::make_heap(found_.begin(), found_.end());
}

std::vector<Neighbor> WalkSearch::estimates(uint32_t count) const {
  std::vector<Neighbor> nodes = promises_.untaken(count);
  std::erase_if(nodes, [&](const Neighbor& node) { return !allowed(node.id); });
  nodes.insert(nodes.end(), asked_.begin(), asked_.end());
  sortNeighbors(nodes);
  if (nodes.size() > count) nodes.resize(count);
  return nodes;
}

}  // namespace leann
