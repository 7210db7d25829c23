// Building the pruned graph over some vectors, in slices.
#pragma once

#include <cstdint>
#include <optional>

#include "graph/graph.h"
#include "graph/hnsw.h"
#include "index/build_params.h"
#include "vector/vector_table.h"

namespace leann {

/// One pass of HNSW and, if BuildParams::pruning asks for it, a second one. step() until finished(), then
/// take().
class GraphBuild {
 public:
  /// `vectors`: must outlive it, and may not change meanwhile.
  GraphBuild(const VectorTable& vectors, const BuildParams& params);

  /// Inserts at most `nodes` nodes of the pass under way.
  void step(uint32_t nodes);
  /// Whether the second pass is under way.
  bool isPruning() const { return pruning_; }
  /// Nodes that the pass under way has inserted.
  uint32_t inserted() const { return hnsw_ ? hnsw_->inserted() : graph_.size(); }
  bool finished() const { return !hnsw_; }
  /// Undirected.
  Graph take();

 private:
  void startPruning();

  const VectorTable& vectors_;
  const BuildParams& params_;
  bool pruning_ = false;
  std::optional<HnswBuilder> hnsw_;
  Graph graph_;
};

}  // namespace leann
