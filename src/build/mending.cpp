#include "build/mending.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "base/neighbor.h"
#include "base/visited_set.h"
#include "code/prediction.h"

namespace leann {
namespace {

// Removed nodes that are passed, at most, between a node and what replaces one that it lost.
constexpr uint32_t kMostPassed = 3;
// Nodes that are looked at to join one that would be cut off.
constexpr size_t kMostJoined = 64;

// Sets of connected nodes.
class Unions {
 public:
  explicit Unions(uint32_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), 0U); }
  NodeId find(NodeId v) {
    while (parents_[v] != v) v = parents_[v] = parents_[parents_[v]];
    return v;
  }
  void unite(NodeId a, NodeId b) { parents_[find(b)] = find(a); }

 private:
  std::vector<NodeId> parents_;
};

class Mending {
 public:
  Mending(const Index& index, const VectorTable& decoded)
      : index_(index), decoded_(decoded), met_(index.size()), links_(index.size()) {}

  std::vector<std::vector<NodeId>> run() {
    for (NodeId v = 0; v < index_.size(); ++v) {
      if (removed(v)) continue;
      for (const NodeId u : index_.graph.neighbors(v)) {
        if (!removed(u)) links_[v].push_back(u);
      }
    }
    for (NodeId v = 0; v < index_.size(); ++v) {
      if (!removed(v)) replaceLost(v);
    }
    joinCutOff();
    return std::move(links_);
  }

 private:
  bool removed(NodeId v) const { return index_.removed.contains(v); }
  void link(NodeId a, NodeId b) {
    links_[a].push_back(b);
    links_[b].push_back(a);
  }
  NodeId nearestOf(std::span<const NodeId> nodes, NodeId to) const;
  void replaceLost(NodeId v);
  void joinCutOff();

  const Index& index_;
  const VectorTable& decoded_;
  VisitedSet met_;
  std::vector<std::vector<NodeId>> links_;
};

NodeId Mending::nearestOf(std::span<const NodeId> nodes, NodeId to) const {
  Neighbor best{decoded_.distanceBetween(to, nodes[0]), nodes[0]};
  for (const NodeId u : nodes.subspan(1)) {
    best = std::min(best, Neighbor{decoded_.distanceBetween(to, u), u});
  }
  return best.id;
}

// Only earlier neighbours are replaced, each by another earlier one: every edge is an earlier neighbour of
// one of its ends, so that the number of edges stays, and no prediction changes that need not. The node
// nearest to the lost one changes it least.
void Mending::replaceLost(NodeId v) {
  std::vector<NodeId> passed, beyond, found;
  for (const NodeId lost : earlierNeighbors(index_.graph, v)) {
    if (!removed(lost)) continue;
    met_.clear();
    met_.insert(v);
    met_.insert(lost);
    for (const NodeId u : links_[v]) met_.insert(u);
    passed.assign(1, lost);
    found.clear();
    for (uint32_t i = 0; i < kMostPassed && found.empty() && !passed.empty(); ++i) {
      beyond.clear();
      for (const NodeId via : passed) {
        for (const NodeId u : index_.graph.neighbors(via)) {
          if (!removed(u) && u > v) continue;
          if (met_.insert(u)) (removed(u) ? beyond : found).push_back(u);
        }
      }
      passed.swap(beyond);
    }
    if (!found.empty()) link(v, nearestOf(found, lost));
  }
}

// Nodes that only removed nodes connected must be connected without them.
void Mending::joinCutOff() {
  Unions unions(index_.size());
  for (NodeId v = 0; v < index_.size(); ++v) {
    for (const NodeId u : links_[v]) unions.unite(v, u);
  }
  std::vector<NodeId> passed, around;
  met_.clear();
  for (NodeId first = 0; first < index_.size(); ++first) {
    if (!removed(first) || !met_.insert(first)) continue;
    passed.assign(1, first);
    around.clear();
    while (!passed.empty()) {
      const NodeId via = passed.back();
      passed.pop_back();
      for (const NodeId u : index_.graph.neighbors(via)) {
        if (!removed(u)) {
          around.push_back(u);
        } else if (met_.insert(u)) {
          passed.push_back(u);
        }
      }
    }
    std::sort(around.begin(), around.end());
    for (size_t i = 1; i < around.size(); ++i) {
      if (unions.find(around[i]) == unions.find(around[0])) continue;
      const size_t looked = std::min(i, kMostJoined);
      const NodeId nearest = nearestOf(std::span(around).subspan(i - looked, looked), around[i]);
      link(nearest, around[i]);
      unions.unite(nearest, around[i]);
    }
  }
}

}  // namespace

std::vector<std::vector<NodeId>> mendedLinks(const Index& index, const VectorTable& decoded) {
  return Mending(index, decoded).run();
}

}  // namespace leann
