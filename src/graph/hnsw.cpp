#include "graph/hnsw.h"

#include <algorithm>

namespace leann {
namespace {

constexpr uint32_t kMostLevels = 16;

}  // namespace

HnswBuilder::HnswBuilder(const VectorTable& vectors, const HnswParams& params, std::vector<uint32_t> linksOf,
                         Choices choices)
    : vectors_(vectors),
      params_(params),
      linksOf_(std::move(linksOf)),
      choices_(std::move(choices)),
      random_(params.seed),
      level0_(params.maxDegree0, vectors.size()),
      upper_(params.M),
      firstUpper_(vectors.size()),
      visited_(vectors.size()) {}

void HnswBuilder::adopt(const Graph& graph, const std::vector<NodeId>& entries) {
  for (NodeId v = 0; v < graph.size(); ++v) {
    if (graph.degree(v) <= level0_.capacity()) {
      level0_.assign(v, graph.neighbors(v));
    } else {
      shrink(v, 0, graph.neighbors(v));
    }
  }
  inserted_ = graph.size();
  entry_ = entries[0];
  pieces_.assign(entries.begin() + 1, entries.end());
  // Searches that enter on a higher level would not come by here any more.
  if (!pieces_.empty()) pieces_.push_back(entry_);
}

// P(level >= l) = M^-l, as floor(-ln(u) / ln(M)) would draw it, but without a logarithm to differ in its last
// bit.
uint32_t HnswBuilder::drawLevel() {
  uint32_t level = 0;
  while (level < kMostLevels && random_.below(params_.M) == 0) ++level;
  return level;
}

NodeId HnswBuilder::descend(NodeId v, uint32_t toLevel) const {
  NodeId nearest = entry_;
  float best = vectors_.distanceBetween(v, nearest);
  for (uint32_t level = topLevel_; level > toLevel; --level) {
    for (bool moved = true; moved;) {
      moved = false;
      for (const NodeId u : links(nearest, level)) {
        const float d = vectors_.distanceBetween(v, u);
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

// Puts a candidate in its place among the nearest, unless there are enough nearer ones.
bool HnswBuilder::offer(const Candidate& candidate, size_t& position) {
  if (found_.size() >= params_.efConstruction) {
    if (!(candidate < found_.back())) return false;
    found_.pop_back();
  }
  const auto place = std::upper_bound(found_.begin(), found_.end(), candidate);
  position = static_cast<size_t>(place - found_.begin());
  found_.insert(place, candidate);
  return true;
}

// Algorithm 2 with one sorted list for both of its queues: what falls out of the nearest would end the search
// if it were ever expanded, so nothing else needs to be kept.
void HnswBuilder::searchLayer(NodeId v, uint32_t level) {
  visited_.clear();
  found_.clear();
  size_t next = 0;  // all before it are expanded
  size_t position = 0;
  for (const NodeId u : entries_) {
    if (visited_.insert(u)) offer({{vectors_.distanceBetween(v, u), u}}, position);
  }
  const LinkLists& lists = listsOf(level);
  while (next < found_.size()) {
    Candidate& nearest = found_[next++];
    if (nearest.expanded) continue;
    nearest.expanded = true;
    met_.clear();
    for (const NodeId u : lists[listOf(nearest.id, level)]) {
      if (!visited_.insert(u)) continue;
      vectors_.prefetch(u);
      met_.push_back(u);
    }
    if (next < found_.size()) lists.prefetch(listOf(found_[next].id, level));
    for (const NodeId u : met_) {
      if (offer({{vectors_.distanceBetween(v, u), u}}, position)) next = std::min(next, position);
    }
  }
}

// Algorithm 4, without extending candidates and without keeping pruned ones: a candidate stays if it is
// nearer to the base than to everything chosen before it. Leaves them in chosen_.
template <typename Candidates>
void HnswBuilder::selectDiverse(const Candidates& candidates, uint32_t count) {
  chosen_.clear();
  for (const Neighbor& candidate : candidates) {
    if (chosen_.size() >= count) break;
    const bool diverse = std::none_of(chosen_.begin(), chosen_.end(), [&](NodeId kept) {
      return vectors_.distanceBetween(candidate.id, kept) < candidate.distance;
    });
    if (diverse) chosen_.push_back(candidate.id);
  }
}

// Links v to what `nodes`, too many for its list, leave when only diverse ones may stay.
void HnswBuilder::shrink(NodeId v, uint32_t level, std::span<const NodeId> nodes) {
  shrinking_.clear();
  for (const NodeId u : nodes) shrinking_.push_back({vectors_.distanceBetween(v, u), u});
  std::sort(shrinking_.begin(), shrinking_.end());
  selectDiverse(shrinking_, listsOf(level).capacity());
  listsOf(level).assign(listOf(v, level), chosen_);
}

// Links v to the nodes in chosen_, and them to v.
void HnswBuilder::connect(NodeId v, uint32_t level) {
  LinkLists& lists = listsOf(level);
  const uint32_t own = listOf(v, level);
  lists.assign(own, chosen_);
  for (const NodeId u : lists[own]) {
    if (lists.append(listOf(u, level), v)) continue;
    met_.assign(1, v);
    for (const NodeId w : links(u, level)) met_.push_back(w);
    shrink(u, level, met_);
  }
}

// Algorithm 1 for a node that reaches up to `level`.
void HnswBuilder::searchLinks(NodeId v, uint32_t level) {
  const uint32_t joined = std::min(level, topLevel_);
  entries_.assign(1, descend(v, joined));
  for (uint32_t l = joined; l > 0; --l) {
    searchLayer(v, l);
    entries_.clear();
    for (const Candidate& c : found_) entries_.push_back(c.id);
    selectDiverse(found_, params_.M);
    connect(v, l);
  }
  entries_.insert(entries_.end(), pieces_.begin(), pieces_.end());
  searchLayer(v, 0);
  selectDiverse(found_, std::max(linksOf(v), params_.choices));
}

void HnswBuilder::insertNext() {
  const NodeId v = inserted_;
  if (v < choices_.size()) {
    const auto choices = choices_.of(v);
    chosen_.assign(choices.begin(), choices.end());
  } else {
    const uint32_t level = drawLevel();
    firstUpper_[v] = upper_.size();
    upper_.grow(level);
    chosen_.clear();
    if (v > 0) searchLinks(v, level);
    if (v == 0 || level > topLevel_) {
      topLevel_ = level;
      entry_ = v;
    }
    if (params_.choices > 0) keepChoices();
  }
  if (chosen_.size() > linksOf(v)) chosen_.resize(linksOf(v));
  connect(v, 0);
  ++inserted_;
}

void HnswBuilder::keepChoices() {
  choices_.nodes.insert(choices_.nodes.end(), chosen_.begin(), chosen_.end());
  choices_.offsets.push_back(static_cast<uint32_t>(choices_.nodes.size()));
}

Graph HnswBuilder::level0() const {
  std::vector<std::vector<NodeId>> lists(level0_.size());
  for (NodeId v = 0; v < lists.size(); ++v) lists[v].assign(level0_[v].begin(), level0_[v].end());
  return makeGraph(lists);
}

}  // namespace leann
