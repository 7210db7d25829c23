// Which nodes of an index whose nodes come in blocks are at hand, and under which numbers.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// Of a cluster as bytes of its own, or of all nodes if the index was built in one piece.
struct ClusterBlock {
  uint32_t bytes = 0;
  uint32_t checksum = 0;  // CRC-32C
};

/// The clusters of an index that come one by one (format/cutting.h); one that was built in one piece counts
/// as one cluster here. Those at hand have nodes 0, 1, … in the order in which they came, cluster by cluster;
/// callers know nodes by their numbers in the whole index.
class Cut {
 public:
  /// `starts`: the first node of each block in the whole index, and in the end the number of nodes.
  Cut(std::vector<NodeId> starts, std::vector<ClusterBlock> blocks)
      : starts_(std::move(starts)), blocks_(std::move(blocks)), begins_(blocks_.size(), kAbsent) {
    order_.reserve(blocks_.size());
  }

  const std::vector<NodeId>& starts() const { return starts_; }
  const std::vector<ClusterBlock>& blocks() const { return blocks_; }
  uint32_t count() const { return static_cast<uint32_t>(blocks_.size()); }
  uint32_t size(uint32_t cluster) const { return starts_[cluster + 1] - starts_[cluster]; }
  bool has(uint32_t cluster) const { return begins_[cluster] != kAbsent; }
  bool isWhole() const { return order_.size() == blocks_.size(); }
  /// Of a cluster that is at hand: its first node.
  NodeId begin(uint32_t cluster) const { return begins_[cluster]; }

  /// From now on this cluster has the nodes from `begin` on, behind all others. Allocates nothing.
  void add(uint32_t cluster, NodeId begin) {
    begins_[cluster] = begin;
    order_.push_back(cluster);
  }

  /// The number in the whole index of a node that is at hand. O(log clusters).
  NodeId wholeNumber(NodeId node) const;
  /// The number of a node of the whole index, if it is at hand. O(log clusters).
  std::optional<NodeId> numberHere(NodeId node) const;

 private:
  static constexpr NodeId kAbsent = std::numeric_limits<NodeId>::max();

  std::vector<NodeId> starts_;
  std::vector<ClusterBlock> blocks_;
  std::vector<NodeId> begins_;
  std::vector<uint32_t> order_;  // the clusters that are at hand, as they came
};

}  // namespace leann
