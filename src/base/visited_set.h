// Which nodes a traversal has met: cleared in O(1), so that one set serves many traversals.
#pragma once

#include <cstdint>
#include <vector>

#include "base/node_id.h"

namespace leann {

class VisitedSet {
 public:
  explicit VisitedSet(uint32_t size = 0) : marks_(size, 0) {}

  void clear() {
    if (++epoch_ == 0) {
      marks_.assign(marks_.size(), 0);
      epoch_ = 1;
    }
  }

  /// True the first time that `id` is seen since the last clear.
  bool insert(NodeId id) {
    if (marks_[id] == epoch_) return false;
    marks_[id] = epoch_;
    return true;
  }

 private:
  std::vector<uint16_t> marks_;
  uint16_t epoch_ = 1;
};

}  // namespace leann
