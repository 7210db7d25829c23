// Ranking by code, recomputing the best, and ending when little is likely to be missed.
#pragma once

#include <limits>
#include <vector>

#include "search/estimates.h"
#include "search/search.h"
#include "search/stopping.h"

namespace leann {

/// Candidates are all nodes (ScanSearch) or those that a walk of the graph by codes meets (CodeWalkSearch).
/// Batch by batch, those that look best are recomputed; when one turns out nearer or farther than its code
/// said, the estimates of its graph neighbours follow by a share of the difference. It ends when the expected
/// number of true hits that were not recomputed is at most (1 - confidence) * k, or, if leastGain is set,
/// when the ranking is expected to gain no more than that.
class RerankSearch : public Search {
 protected:
  /// Without candidates: whoever derives from it puts their estimates into open_.
  RerankSearch(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
               std::shared_ptr<VectorCache> cache);

  static constexpr float kClosed = std::numeric_limits<float>::infinity();

  /// To be called once estimates are in open_, before anything else that speaks for nodes is.
  void measureSpread();

  void advance(std::span<const Neighbor> results) override;

  Estimates codes_;
  std::vector<float> open_;  // estimates; kClosed for nodes that are no candidates, or known

 private:
  std::vector<Neighbor> estimates(uint32_t count) const override;
  /// Of what is open, as estimated, best first.
  std::vector<Neighbor> mostPromising(uint32_t count) const;
  void forget(NodeId id) override;

  void learnBatch(std::span<const Neighbor> results);
  void learn(const Neighbor& result, float surprise);
  void keepNearest(float distance);
  bool confident();
  /// Whether the search ends by leastGain.
  bool byGain() const { return params_.leastGain > 0 && spread_ > 0; }
  /// Of nodes that are asked for at once.
  uint32_t batch() const;

  StoppingRule rule_;
  float share_;                          // of a surprise that neighbours inherit
  std::vector<Neighbor> asked_;          // what wants_ were estimated at
  std::vector<Neighbor> recalledBatch_;  // of what was asked for, what the cache had
  std::vector<float> nearest_;           // the k least exact distances, a max-heap
  float spread_ = 0;                     // standard deviation of the estimates
};

}  // namespace leann
