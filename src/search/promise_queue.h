// AQ of LEANN's Algorithm 2: everything ever met, ordered by estimate, of which the best share is worth
// recomputing.
#pragma once

#include <set>
#include <vector>

#include "base/neighbor.h"

namespace leann {

/// Holds all nodes met. The best ceil(ratio * size) are the promising ones; take() hands out those among them
/// that it has not handed out before. insert and take cost O(log size) a node.
class PromiseQueue {
 public:
  explicit PromiseQueue(double ratio) : ratio_(ratio) {}

  void insert(const Neighbor& node);

  /// Promising nodes not taken before, best first, at most `most`.
  std::vector<NodeId> take(size_t most);

  /// The best node not taken before, promising or not; empty if there is none.
  std::vector<NodeId> takeBest();

  /// Nodes not taken, best first, at most `count`.
  std::vector<Neighbor> untaken(size_t count) const;

 private:
  double ratio_;
  size_t size_ = 0;
  // Four disjoint parts: the promising and the rest, each split by whether it was taken.
  std::set<Neighbor> promising_, promisingTaken_, rest_, restTaken_;

  void settle();
};

}  // namespace leann
