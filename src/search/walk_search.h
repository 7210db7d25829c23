// Walking the graph by exact distances: plain best-first search, and LEANN's two-level search.
#pragma once

#include <vector>

#include "base/visited_set.h"
#include "search/estimates.h"
#include "search/promise_queue.h"
#include "search/search.h"

namespace leann {

/// LEANN, Algorithm 2, with dynamic batching: the head of the exact queue is expanded until as many vectors
/// are wanted as fill a batch. With kBestFirst every node met is wanted; with kTwoLevel, those among the best
/// `ratio` of all nodes ever met, ranked by code. If that share leaves nothing to expand before `ef`
/// results are found, the most promising node left is taken (the paper would stop short). Nodes that are not
/// allowed are passed through by their estimates, and never recomputed.
class WalkSearch final : public Search {
 public:
  WalkSearch(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
             std::shared_ptr<VectorCache> cache);

 private:
  void advance(std::span<const Neighbor> results) override;
  std::vector<Neighbor> estimates(uint32_t count) const override;
  void forget(NodeId id) override;
  void accept(const Neighbor& result);
  void meet(NodeId id);
  void want(const std::vector<NodeId>& nodes);
  bool stuck() const { return found_.size() < params_.ef; }

  Estimates codes_;
  VisitedSet met_;
  std::vector<Neighbor> frontier_;  // EQ: exact distances, a min-heap
  std::vector<Neighbor> found_;     // R: the best ef, a max-heap
  PromiseQueue promises_;           // AQ
  std::vector<Neighbor> asked_;     // wants_ by their estimates
};

}  // namespace leann
