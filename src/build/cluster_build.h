// The graph of one cluster, in slices.
#pragma once

#include <cstdint>
#include <vector>

#include "build/graph_build.h"
#include "graph/graph.h"
#include "index/build_params.h"
#include "vector/vector_table.h"

namespace leann {

struct ClusterGraph {
  Graph graph;                  // undirected; its nodes in their new numbers
  std::vector<uint32_t> order;  // order[i] is the place that the cluster's i-th group had before
};

/// step() until finished(), then take().
class ClusterBuild {
 public:
  /// `rows`: group by group, `counts` nodes each (empty: every row is a group). `params`: must outlive it; of
  /// them, those of the graph, its numbering and the seed count.
  ClusterBuild(VectorTable rows, std::vector<uint32_t> counts, const BuildParams& params);
  ClusterBuild(const ClusterBuild&) = delete;  // the graph is built over its rows
  ClusterBuild& operator=(const ClusterBuild&) = delete;

  /// As GraphBuild has them.
  void step(uint32_t nodes) { build_.step(nodes); }
  bool finished() const { return build_.finished(); }
  /// Numbered as BuildParams::numbering says.
  ClusterGraph take();

 private:
  VectorTable rows_;
  std::vector<uint32_t> counts_;
  Numbering numbering_;
  GraphBuild build_;
};

}  // namespace leann
