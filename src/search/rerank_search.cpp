#include "search/rerank_search.h"

#include <algorithm>
#include <cmath>

#include "vector/distance.h"

namespace leann {
namespace {

// The share of a node's surprise that its neighbours inherit. If they are predicted from each other, most of
// what they share is in their codes already.
float inheritedShare(Prediction prediction) { return prediction == Prediction::kNeighbors ? 0.2F : 0.4F; }

// Ranks after the k-th whose nodes may belong before it.
constexpr uint32_t kBeyond = 54;
// Half a standard deviation of all distances tells passages apart: of 1,190 questions, most likely is .045 of
// cosines that deviate by .082 (docs/benchmarks.md, "When a search stops").
constexpr float kTelling = 0.5F;
// Most rankings are sure after a few: batches double from here.
constexpr uint32_t kFirstBatch = 2;

float lengthOf(std::span<const float> query, Metric metric) {
  return metric == Metric::kL2 ? 1.0F : std::sqrt(dot(query.data(), query.data(), query.size()));
}

}  // namespace

RerankSearch::RerankSearch(std::shared_ptr<const Index> index, std::span<const float> query,
                           const SearchParams& params, std::shared_ptr<VectorCache> cache)
    : Search(std::move(index), query, params, std::move(cache)),
      codes_(*index_, query_.data()),
      open_(index_->size(), kClosed),
      rule_(index_->calibration, lengthOf(query_, index_->params.metric)),
      share_(inheritedShare(*index_->params.prediction)) {}

void RerankSearch::keepNearest(float distance) {
  nearest_.push_back(distance);
  std::push_heap(nearest_.begin(), nearest_.end());
  if (nearest_.size() <= params_.k) return;
  std::pop_heap(nearest_.begin(), nearest_.end());
  nearest_.pop_back();
}

void RerankSearch::forget(NodeId id) {
  if (id < open_.size()) open_[id] = kClosed;
  nearest_.clear();
  for (const Neighbor& known : exact()) keepNearest(known.distance);
}

void RerankSearch::learn(const Neighbor& result, float surprise) {
  rule_.observe(surprise);
  keepNearest(result.distance);
  // Codes err by about the same everywhere, and only what goes beyond that says something of the neighbours.
  const float news = surprise - rule_.bias();
  for (const NodeId u : index_->graph.neighbors(result.id)) open_[u] += share_ * news;
}

void RerankSearch::measureSpread() {
  double sum = 0, squares = 0;
  uint32_t count = 0;
  for (const float estimate : open_) {
    if (estimate == kClosed) continue;
    sum += static_cast<double>(estimate);
    squares += static_cast<double>(estimate) * static_cast<double>(estimate);
    ++count;
  }
  if (count == 0) return;
  const double mean = sum / count;
  spread_ = static_cast<float>(std::sqrt(std::max(0.0, squares / count - mean * mean)));
}

bool RerankSearch::confident() {
  const auto k = static_cast<float>(params_.k);
  const bool known = nearest_.size() >= params_.k;
  const float misses = known ? rule_.expectedMisses(open_, nearest_.front()) : k;
  stats_.expectedRecall = std::max(0.0F, 1 - misses / k);
  if (byGain()) {
    const std::vector<Hit> hits = ranked(params_.k + kBeyond);
    return rule_.expectedGain(hits, params_.k, kTelling * spread_) <= static_cast<float>(params_.leastGain);
  }
  return known && misses <= (1 - static_cast<float>(params_.confidence)) * k;
}

uint32_t RerankSearch::batch() const {
  if (!byGain()) return params_.batchSize;
  return std::min(params_.batchSize, std::max(kFirstBatch, static_cast<uint32_t>(exact().size())));
}

std::vector<Neighbor> RerankSearch::estimates(uint32_t count) const {
  std::vector<Neighbor> promising = mostPromising(count);
  // The best are the best partly because their codes err in their favour.
  for (Neighbor& node : promising) node.distance += rule_.bias();
  return promising;
}

std::vector<Neighbor> RerankSearch::mostPromising(uint32_t count) const {
  std::vector<Neighbor> heap;
  if (count == 0) return heap;
  float bound = kClosed;
  for (NodeId v = 0; v < open_.size(); ++v) {
    // Equal ones with higher ids lose.
    if (!(open_[v] < bound)) continue;
    heap.push_back({open_[v], v});
    std::push_heap(heap.begin(), heap.end());
    if (heap.size() > count) {
      std::pop_heap(heap.begin(), heap.end());
      heap.pop_back();
    }
    if (heap.size() == count) bound = heap.front().distance;
  }
  std::sort_heap(heap.begin(), heap.end());
  return heap;
}

// In the order in which they were asked for, wherever their vectors came from: a search takes the same way
// with whatever cache.
void RerankSearch::learnBatch(std::span<const Neighbor> results) {
  for (const Neighbor& result : results) open_[result.id] = kClosed;
  recalledBatch_.insert(recalledBatch_.end(), results.begin(), results.end());
  for (const Neighbor& node : asked_) {
    const auto result = std::find_if(recalledBatch_.begin(), recalledBatch_.end(),
                                     [&](const Neighbor& known) { return known.id == node.id; });
    if (result != recalledBatch_.end()) learn(*result, result->distance - node.distance);
  }
  recalledBatch_.clear();
}

void RerankSearch::advance(std::span<const Neighbor> results) {
  learnBatch(results);
  while (wants_.empty()) {
    if (confident()) {
      stats_.ended = Ended::kConfident;
      return;
    }
    asked_ = mostPromising(batch());
    if (asked_.empty()) {
      stats_.ended = Ended::kExhausted;
      return;
    }
    for (const Neighbor& node : asked_) {
      if (const std::optional<Neighbor> result = recall(node.id)) {
        open_[node.id] = kClosed;
        recalledBatch_.push_back(*result);
      } else if (wants_.size() < budget()) {
        wants_.push_back(node.id);
      }
    }
    if (!wants_.empty()) return;
    if (recalledBatch_.empty()) {
      stats_.ended = Ended::kMostRecomputed;
      return;
    }
    learnBatch({});
  }
}

}  // namespace leann
