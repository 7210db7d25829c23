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
  /// Of an index, whose graph may only grow afterwards, by nodes that change nothing for those before them.
  /// O(edges). Throws bad_alloc.
  explicit Predictors(const Index& index) { append(index); }

  /// Adds the nodes that the index has since got. O(their edges). Throws bad_alloc, and may then only be
  /// dropped.
  void append(const Index& index);

  /// Whether nothing is predicted.
  bool empty() const { return blocks_.empty(); }

  /// Adds to each part what its predictors' parts say of it, node by node. `parts`: size + 1 floats, the
  /// first one 0, that of node v at v + 1.
  void addTo(std::span<float> parts) const;

 private:
  static constexpr size_t kBlock = 4;

  std::vector<uint32_t> places_;  // of their parts; filled up with 0
  std::vector<uint16_t> blocks_;
  std::vector<float> weights_;
};

}  // namespace leann
