// The graph of an index in clusters: each has one of its own, built and numbered by itself, here or in other
// instances of the core.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "build/cluster_build.h"
#include "build/cluster_task.h"
#include "build/clustering.h"
#include "graph/graph.h"
#include "index/build_params.h"
#include "index/clusters.h"
#include "vector/vector_table.h"

namespace leann {

/// step() or handOut() and takeBack() until finished(), then take what came of it: the same, whoever built
/// which cluster. The vectors of one cluster are held twice meanwhile.
class ClusteredGraph {
 public:
  /// Divides the vectors; BuildParams::clusters is at least 1. `groups`: as IndexBuilder::group has them, or
  /// none. `vectors`, `groups`, `params`: must outlive it, and may not change meanwhile.
  ClusteredGraph(const VectorTable& vectors, std::span<const uint32_t> groups, const BuildParams& params);

  /// Whether there is a cluster for step(): one that it has begun, or that nobody has.
  bool canStep() const { return build_.has_value() || next_ < count(); }
  /// Does about `nodes` nodes' worth of work, at most to the end of a cluster. Only if canStep().
  void step(uint32_t nodes);

  /// The next cluster that nobody has begun, for buildCluster(); empty if there is none.
  std::vector<uint8_t> handOut();
  /// What buildCluster() made of it, in any order. Errors: kCorrupt; kInvalidArgument for a cluster that is
  /// not handed out, or is back. It then may still be taken.
  Status takeBack(std::span<const uint8_t> answer);

  /// Nodes whose cluster is finished.
  uint32_t done() const { return done_; }
  bool finished() const { return appended_ == count(); }

  /// The graph, its nodes in their new numbers.
  Graph takeGraph() { return std::move(graph_); }
  /// As IndexBuilder::order.
  std::vector<uint32_t> takeOrder() { return std::move(order_); }
  /// Without recalls.
  Clusters takeClusters() { return std::move(clusters_); }

 private:
  // A cluster on its way.
  struct Place {
    std::optional<ClusterShape> awaited;  // of one that is handed out
    std::optional<ClusterGraph> built;    // until it is appended
  };

  uint32_t count() const { return static_cast<uint32_t>(clustering_.members.size()); }
  std::vector<NodeId> nodesOf(uint32_t cluster) const;
  std::vector<uint32_t> countsOf(uint32_t cluster) const;
  void begin();
  void keep(uint32_t cluster, ClusterGraph built);
  void append(uint32_t cluster, const ClusterGraph& built);

  const VectorTable& vectors_;
  std::span<const uint32_t> groups_;
  const BuildParams& params_;
  std::vector<NodeId> firsts_;  // of each group
  Clustering clustering_;
  std::vector<Place> places_;
  uint32_t next_ = 0;      // the first cluster that nobody has begun
  uint32_t begun_ = 0;     // the one that is built here, if build_ has it
  uint32_t appended_ = 0;  // clusters that are part of the graph
  uint32_t done_ = 0;
  std::optional<ClusterBuild> build_;
  Graph graph_;
  std::vector<uint32_t> order_;
  Clusters clusters_;
};

}  // namespace leann
