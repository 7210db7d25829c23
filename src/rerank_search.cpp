#include "rerank_search.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "distance.h"

namespace leann {
namespace {

// How much of a node's surprise its neighbours inherit, before similarity: the best of what was tried on
// debian-60k before this code was written. Where codes are good a smaller share would do better.
constexpr float kInheritance = 0.6F;

}  // namespace

RerankSearch::RerankSearch(std::shared_ptr<const Index> index, std::span<const float> query,
                           const SearchParams& params)
    : Search(std::move(index), query, params),
      estimates_(index_->size()),
      taken_(index_->size(), false),
      decodedA_(index_->dimension()),
      decodedB_(index_->dimension()) {
  queue_.reserve(index_->size());
  for (NodeId id = 0; id < index_->size(); ++id) {
    estimates_[id] = estimate(id);
    queue_.push_back({estimates_[id], id});
  }
  std::make_heap(queue_.begin(), queue_.end(), std::greater<>());
  stats_.visited = index_->size();
}

float RerankSearch::similarity(NodeId a, NodeId b) {
  const uint32_t d = index_->dimension();
  index_->quantizer.decodeRotated(index_->code(a), decodedA_.data());
  index_->quantizer.decodeRotated(index_->code(b), decodedB_.data());
  const float norms = dot(decodedA_.data(), decodedA_.data(), d) * dot(decodedB_.data(), decodedB_.data(), d);
  return norms > 0 ? std::max(0.0F, dot(decodedA_.data(), decodedB_.data(), d) / std::sqrt(norms)) : 0.0F;
}

void RerankSearch::learn(const Neighbor& result) {
  const float surprise = result.distance - estimates_[result.id];
  for (const NodeId u : index_->graph.neighbors(result.id)) {
    if (taken_[u]) continue;
    const float before = estimates_[u];
    estimates_[u] += kInheritance * similarity(result.id, u) * surprise;
    if (estimates_[u] == before) continue;  // its entry in the queue still holds
    queue_.push_back({estimates_[u], u});
    std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
  }
}

void RerankSearch::advance(std::span<const Neighbor> results) {
  for (const Neighbor& result : results) learn(result);
  const uint32_t left = std::min(budget(), params_.ef - std::min(params_.ef, stats_.recomputed));
  const uint32_t wanted = std::min(left, params_.batchSize);
  while (wants_.size() < wanted && !queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
    const Neighbor best = queue_.back();
    queue_.pop_back();
    if (stale(best)) continue;
    taken_[best.id] = true;
    wants_.push_back(best.id);
  }
}

std::vector<Neighbor> RerankSearch::estimates(uint32_t count) const {
  std::vector<Neighbor> open;
  for (const NodeId id : wants_) open.push_back({estimates_[id], id});
  for (const Neighbor& entry : queue_) {
    if (!stale(entry)) open.push_back(entry);
  }
  const auto middle = open.begin() + static_cast<std::ptrdiff_t>(std::min<size_t>(count, open.size()));
  std::partial_sort(open.begin(), middle, open.end());
  open.erase(middle, open.end());
  return open;
}

}  // namespace leann
