// The graph of an index in clusters: each has one of its own, built and numbered by itself.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "build/clustering.h"
#include "build/graph_build.h"
#include "graph/graph.h"
#include "index/build_params.h"
#include "index/clusters.h"
#include "vector/vector_table.h"

namespace leann {

/// step() until finished(), then take what came of it. The vectors of one cluster are held twice meanwhile.
class ClusteredGraph {
 public:
  /// Divides the vectors; BuildParams::clusters is at least 1. `groups`: as IndexBuilder::group has them, or
  /// none. `vectors`, `groups`, `params`: must outlive it, and may not change meanwhile.
  ClusteredGraph(const VectorTable& vectors, std::span<const uint32_t> groups, const BuildParams& params);

  /// Does about `nodes` nodes' worth of work, at most to the end of a cluster.
  void step(uint32_t nodes);
  /// Nodes whose cluster is finished.
  uint32_t done() const { return graph_.size(); }
  bool finished() const { return next_ == clustering_.members.size(); }

  /// The graph, its nodes in their new numbers.
  Graph takeGraph() { return std::move(graph_); }
  /// As IndexBuilder::order.
  std::vector<uint32_t> takeOrder() { return std::move(order_); }
  /// Without recalls.
  Clusters takeClusters() { return std::move(clusters_); }

 private:
  void begin();
  void end();

  const VectorTable& vectors_;
  std::span<const uint32_t> groups_;
  const BuildParams& params_;
  std::vector<NodeId> firsts_;  // of each group
  Clustering clustering_;
  size_t next_ = 0;  // the cluster under way
  std::optional<VectorTable> rows_;
  std::optional<GraphBuild> build_;
  Graph graph_;
  std::vector<uint32_t> order_;
  Clusters clusters_;
};

}  // namespace leann
