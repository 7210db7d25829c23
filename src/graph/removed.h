// Which nodes of an index were removed: still part of the graph and of what other codes are predicted from,
// until compaction (build/compaction.h) drops them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// A set of node numbers. Memory: none while it is empty, then a bit for each node up to the last one.
class Removed {
 public:
  bool contains(NodeId id) const { return id / 8 < bits_.size() && (bits_[id / 8] >> (id % 8) & 1U) != 0; }

  /// False, and nothing done, if it was removed before.
  bool insert(NodeId id) {
    if (contains(id)) return false;
    if (id / 8 >= bits_.size()) bits_.resize(size_t{id} / 8 + 1, 0);
    bits_[id / 8] = static_cast<uint8_t>(bits_[id / 8] | 1U << (id % 8));
    ++count_;
    return true;
  }

  bool empty() const { return count_ == 0; }
  uint32_t count() const { return count_; }

  /// Ascending. O(last node).
  std::vector<NodeId> nodes() const {
    std::vector<NodeId> nodes;
    nodes.reserve(count_);
    for (NodeId id = 0; id < 8 * bits_.size(); ++id) {
      if (contains(id)) nodes.push_back(id);
    }
    return nodes;
  }

 private:
  std::vector<uint8_t> bits_;  // the lowest of each byte first
  uint32_t count_ = 0;
};

}  // namespace leann
