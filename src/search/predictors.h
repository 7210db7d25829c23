// The nodes that each node is predicted from, laid out for scans.
#pragma once

#include <span>
#include <vector>

#include "code/prediction.h"
#include "index/index.h"

namespace leann {

/// earlierNeighbors of all nodes, in blocks of four: how many there are is what no processor foresees, so a
/// scan that follows the graph waits there, and takes a third longer (docs/benchmarks.md). About 28 bytes a
/// node. They give the same as the graph, bit by bit.
class Predictors {
 public:
  /// Of an index, whose graph may not change afterwards. O(edges). Throws bad_alloc.
  explicit Predictors(const Index& index);

  /// Whether nothing is predicted.
  bool empty() const { return blocks_.empty(); }

  /// Adds to each part what its predictors' parts say of it, node by node. `parts`: size + 1 floats, the last
  /// one 0.
  void addTo(std::span<float> parts) const;

 private:
  static constexpr size_t kBlock = 4;

  std::vector<NodeId> ids_;  // filled up with one that stands for a part of 0
  std::vector<uint16_t> blocks_;
  std::vector<float> weights_;
};

}  // namespace leann
