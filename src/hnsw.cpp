#include "hnsw.h"

#include <algorithm>
#include <functional>

namespace leann {

HnswBuilder::HnswBuilder(const VectorTable& vectors, const HnswParams& params, std::vector<uint32_t> linksOf)
    : vectors_(vectors),
      params_(params),
      linksOf_(std::move(linksOf)),
      random_(params.seed),
      level0_(vectors.size()),
      visited_(vectors.size()) {}

void HnswBuilder::adopt(const Graph& graph, NodeId entry) {
  for (NodeId v = 0; v < graph.size(); ++v) {
    const auto row = graph.neighbors(v);
    level0_[v].assign(row.begin(), row.end());
  }
  inserted_ = graph.size();
  entry_ = entry;
}

std::vector<NodeId>& HnswBuilder::links(NodeId v, uint32_t level) {
  return level == 0 ? level0_[v] : upper_[level - 1][v];
}

NodeId HnswBuilder::descend(const float* query, uint32_t fromLevel, uint32_t toLevel) const {
  NodeId nearest = entry_;
  float best = distanceTo(query, nearest);
  for (uint32_t level = fromLevel; level > toLevel; --level) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const NodeId u : upper_[level - 1][nearest]) {
        const float d = distanceTo(query, u);
        if (d < best) {
          best = d;
          nearest = u;
          moved = true;
        }
      }
    }
  }
  return nearest;
}

// Leaves the efConstruction nearest that it found in found_, nearest first. The frontier is a min-heap,
// found_ a max-heap until the end.
const std::vector<Neighbor>& HnswBuilder::searchLayer(const float* query, uint32_t level) {
  visited_.clear();
  frontier_.clear();
  found_.clear();
  for (const NodeId e : entries_) {
    if (!visited_.insert(e)) continue;
    const Neighbor start{distanceTo(query, e), e};
    frontier_.push_back(start);
    found_.push_back(start);
  }
  std::make_heap(frontier_.begin(), frontier_.end(), std::greater<>());
  std::make_heap(found_.begin(), found_.end());
  while (!frontier_.empty()) {
    const Neighbor nearest = frontier_.front();
    if (found_.size() >= params_.efConstruction && found_.front() < nearest) break;
    std::pop_heap(frontier_.begin(), frontier_.end(), std::greater<>());
    frontier_.pop_back();
    const std::vector<NodeId>& row = links(nearest.id, level);
    for (size_t i = 0; i < row.size(); ++i) {
      if (i + 1 < row.size()) __builtin_prefetch(vectors_.row(row[i + 1]));
      if (!visited_.insert(row[i])) continue;
      const Neighbor next{distanceTo(query, row[i]), row[i]};
      if (found_.size() >= params_.efConstruction) {
        if (found_.front() < next) continue;
        std::pop_heap(found_.begin(), found_.end());
        found_.pop_back();
      }
      found_.push_back(next);
      std::push_heap(found_.begin(), found_.end());
      frontier_.push_back(next);
      std::push_heap(frontier_.begin(), frontier_.end(), std::greater<>());
    }
  }
  std::sort_heap(found_.begin(), found_.end());
  return found_;
}

// Algorithm 4, without extending candidates and without keeping pruned ones: a candidate stays if it is
// nearer to the base than to everything chosen before it.
void HnswBuilder::selectDiverse(const std::vector<Neighbor>& candidates, uint32_t count,
                                std::vector<NodeId>& out) const {
  out.clear();
  for (const Neighbor& candidate : candidates) {
    if (out.size() >= count) break;
    const bool diverse = std::none_of(out.begin(), out.end(), [&](NodeId kept) {
      return vectors_.distanceBetween(candidate.id, kept) < candidate.distance;
    });
    if (diverse) out.push_back(candidate.id);
  }
}

void HnswBuilder::shrink(NodeId v, std::vector<NodeId>& list, uint32_t maxDegree) {
  shrinking_.clear();
  for (const NodeId u : list) shrinking_.push_back({vectors_.distanceBetween(v, u), u});
  std::sort(shrinking_.begin(), shrinking_.end());
  selectDiverse(shrinking_, maxDegree, list);
}

void HnswBuilder::connect(NodeId v, uint32_t level, uint32_t count, uint32_t maxDegree) {
  selectDiverse(found_, count, chosen_);
  links(v, level) = chosen_;
  for (const NodeId u : chosen_) {
    std::vector<NodeId>& list = links(u, level);
    list.push_back(v);
    if (list.size() > maxDegree) shrink(u, list, maxDegree);
  }
}

void HnswBuilder::insertNext() {
  const NodeId v = inserted_;
  const float* query = vectors_.row(v);
  // P(level >= l) = M^-l, as floor(-ln(u) / ln(M)) would draw it, but without a logarithm to differ in its
  // last bit.
  uint32_t level = 0;
  while (level < 16 && random_.below(params_.M) == 0) ++level;
  while (upper_.size() < level) upper_.emplace_back(vectors_.size());

  if (v > 0) {
    const uint32_t joined = std::min(level, topLevel_);
    entries_.assign(1, descend(query, topLevel_, joined));
    for (uint32_t l = joined;; --l) {
      searchLayer(query, l);
      entries_.clear();
      for (const Neighbor& n : found_) entries_.push_back(n.id);
      const uint32_t count = l == 0 && !linksOf_.empty() ? linksOf_[v] : params_.M;
      connect(v, l, count, l == 0 ? params_.maxDegree0 : params_.M);
      if (l == 0) break;
    }
  }
  if (v == 0 || level > topLevel_) {
    topLevel_ = level;
    entry_ = v;
  }
  ++inserted_;
}

Graph HnswBuilder::level0() const { return makeGraph(level0_); }

}  // namespace leann
