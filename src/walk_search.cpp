#include "walk_search.h"

#include <algorithm>
#include <functional>

namespace leann {

WalkSearch::WalkSearch(std::shared_ptr<const Index> index, std::span<const float> query,
                       const SearchParams& params)
    : Search(std::move(index), query, params),
      met_(index_->size()),
      promises_(params.strategy == Strategy::kBestFirst ? 1.0 : params.ratio) {}

void WalkSearch::meet(NodeId id) {
  if (!met_.insert(id)) return;
  ++stats_.visited;
  promises_.insert({estimate(id), id});
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
  for (const Neighbor& result : results) accept(result);
  if (stats_.recomputed == 0) meet(entryPoint(index_->graph));
  const auto want = [&](std::vector<NodeId> nodes) {
    wants_.insert(wants_.end(), nodes.begin(), nodes.end());
  };
  const size_t budgetLeft = budget();
  want(promises_.take(budgetLeft));
  while (wants_.size() < std::min<size_t>(params_.batchSize, budgetLeft) && !frontier_.empty()) {
    const Neighbor nearest = frontier_.front();
    if (!stuck() && found_.front() < nearest) break;
    std::pop_heap(frontier_.begin(), frontier_.end(), std::greater<>());
    frontier_.pop_back();
    for (const NodeId u : index_->graph.neighbors(nearest.id)) meet(u);
    want(promises_.take(budgetLeft - wants_.size()));
  }
  if (wants_.empty() && frontier_.empty() && stuck() && budgetLeft > 0) want(promises_.takeBest());
}

std::vector<Neighbor> WalkSearch::estimates(uint32_t count) const { return promises_.untaken(count); }

}  // namespace leann
