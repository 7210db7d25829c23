// Ranking everything by code, recomputing the best, and learning from each surprise about its neighbours.
#pragma once

#include <vector>

#include "search.h"

namespace leann {

/// All codes are scanned once. Then, batch by batch, the `ef` nodes that look best are recomputed; when one
/// turns out better or worse than its code said, the estimates of its graph neighbours follow by a share of
/// the difference that grows with their similarity.
class RerankSearch final : public Search {
 public:
  RerankSearch(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params);

 private:
  void advance(std::span<const Neighbor> results) override;
  std::vector<Neighbor> estimates(uint32_t count) const override;
  void learn(const Neighbor& result);
  float similarity(NodeId a, NodeId b);
  bool stale(const Neighbor& entry) const {
    return taken_[entry.id] || entry.distance != estimates_[entry.id];
  }

  std::vector<float> estimates_;
  std::vector<bool> taken_;
  std::vector<Neighbor> queue_;  // min-heap; an entry whose estimate changed since is stale and skipped
  std::vector<float> decodedA_, decodedB_;
};

}  // namespace leann
