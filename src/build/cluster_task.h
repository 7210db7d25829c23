// A cluster whose graph another instance of the core builds: what is handed out, and what comes back.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "build/cluster_build.h"
#include "index/build_params.h"
#include "vector/vector_table.h"

namespace leann {

/// What buildCluster() takes: the rows `nodes` of `vectors`, in this order, in groups as ClusterBuild has
/// them. `cluster`: its number, which the answer names. Memory: dimension + 4 bytes a node. O(nodes *
/// dimension).
std::vector<uint8_t> encodeTask(uint32_t cluster, const VectorTable& vectors, std::span<const NodeId> nodes,
                                std::span<const uint32_t> counts, const BuildParams& params);

/// The graph of a cluster as bytes: the same as the instance that handed it out would have built. Errors:
/// kCorrupt for bytes that are no task of this version of the core. Takes as long as building the graph does.
Result<std::vector<uint8_t>> buildCluster(std::span<const uint8_t> task);

/// What the answer to a task must fit.
struct ClusterShape {
  uint32_t cluster;
  uint32_t checksum;   // of the task
  uint32_t nodes;      // of the cluster
  uint32_t groups;     // of the cluster
  uint64_t mostEdges;  // that the graph of so many nodes can have, each counted once
};

ClusterShape shapeOf(std::span<const uint8_t> task, uint32_t cluster, uint32_t nodes, uint32_t groups,
                     const BuildParams& params);

/// The number of the cluster that an answer says it is of, which nothing has checked; empty if it is too
/// short to say.
std::optional<uint32_t> clusterOfAnswer(std::span<const uint8_t> answer);

/// Checks every number before it is used: what comes back fits the cluster, whoever made it. Errors:
/// kCorrupt, also for the answer to another task. O(nodes and edges).
Result<ClusterGraph> decodeAnswer(std::span<const uint8_t> answer, const ClusterShape& shape);

}  // namespace leann
