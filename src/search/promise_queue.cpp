#include "search/promise_queue.h"

#include <cmath>

namespace leann {
namespace {

// Of two ordered sets seen as one: the one that holds the extreme element.
std::set<Neighbor>* holderOfLast(std::set<Neighbor>& a, std::set<Neighbor>& b) {
  if (a.empty()) return b.empty() ? nullptr : &b;
  return b.empty() || *b.rbegin() < *a.rbegin() ? &a : &b;
}

std::set<Neighbor>* holderOfFirst(std::set<Neighbor>& a, std::set<Neighbor>& b) {
  if (a.empty()) return b.empty() ? nullptr : &b;
  return b.empty() || *a.begin() < *b.begin() ? &a : &b;
}

}  // namespace

void PromiseQueue::insert(const Neighbor& node) {
  ++size_;
  promising_.insert(node);
  settle();
}

// A new node enters among the promising; the worst of them then leave until their number is right, or the
// best of the rest join them.
void PromiseQueue::settle() {
  const auto aim = static_cast<size_t>(std::ceil(ratio_ * static_cast<double>(size_)));
  const auto moveLast = [&] {
    std::set<Neighbor>* from = holderOfLast(promising_, promisingTaken_);
    const auto last = std::prev(from->end());
    (from == &promising_ ? rest_ : restTaken_).insert(*last);
    from->erase(last);
  };
  moveLast();
  while (promising_.size() + promisingTaken_.size() < aim) {
    std::set<Neighbor>* from = holderOfFirst(rest_, restTaken_);
    (from == &rest_ ? promising_ : promisingTaken_).insert(*from->begin());
    from->erase(from->begin());
  }
}

std::vector<NodeId> PromiseQueue::take(size_t most) {
  std::vector<NodeId> taken;
  while (!promising_.empty() && taken.size() < most) {
    taken.push_back(promising_.begin()->id);
    promisingTaken_.insert(promising_.extract(promising_.begin()));
  }
  return taken;
}

std::vector<NodeId> PromiseQueue::takeBest() {
  if (!promising_.empty()) return take(1);
  if (rest_.empty()) return {};
  const NodeId best = rest_.begin()->id;
  restTaken_.insert(rest_.extract(rest_.begin()));
  return {best};
}

std::vector<Neighbor> PromiseQueue::untaken(size_t count) const {
  std::vector<Neighbor> result;
  for (const auto* part : {&promising_, &rest_}) {
    for (auto at = part->begin(); at != part->end() && result.size() < count; ++at) result.push_back(*at);
  }
  return result;
}

}  // namespace leann
