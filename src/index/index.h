// The compact index: a graph and codes, no vectors. Immutable; searches share it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "code/code_scan.h"
#include "code/lengths.h"
#include "code/quantizer.h"
#include "graph/graph.h"
#include "graph/removed.h"
#include "index/build_params.h"
#include "index/drift.h"
#include "index/vector_cache.h"
#include "search/stopping.h"

namespace leann {

struct Index {
  BuildParams params;  // resolved
  Graph graph;         // undirected: every edge stands in both rows
  Quantizer quantizer;
  CodeScan codes;
  Lengths lengths;  // none if params.lengthBits is 0
  Calibration calibration;
  CachedVectors cached = {};  // saved with the index, for a cache to begin with
  Removed removed = {};       // searches pass through them, and neither recompute nor return them
  Drift drift = {};

  /// With those that were removed.
  uint32_t size() const { return graph.size(); }
  uint32_t dimension() const { return quantizer.dimension(); }
};

/// Where a walk of the graph begins: the node of highest degree (ties to the lower id). O(n).
NodeId entryPoint(const Graph& graph);

/// The `count` nodes of highest degree that were not removed, that of highest first (ties to the lower id).
/// O(n).
std::vector<NodeId> hubsOf(const Graph& graph, uint32_t count, const Removed& removed = {});

/// A copy of `index` in which `nodes`, too, are marked as removed; only compaction (compaction.h) makes it
/// smaller. Errors: kInvalidArgument for a node that there is not; kOutOfMemory. O(n).
Result<Index> without(const Index& index, std::span<const NodeId> nodes);

/// A cache for searches of `index` that holds `saved` (as many as fit) and pins hubs, in up to half of its
/// budget; nothing of removed nodes. Null for a budget of 0. Errors: kOutOfMemory; kCorrupt for vectors that
/// are none of this index.
Result<std::shared_ptr<VectorCache>> makeCache(const Index& index, uint64_t byteBudget,
                                               const CachedVectors& saved);

/// Forgets the vectors of nodes that were removed since the cache was made, and pins other hubs instead.
/// Errors: kOutOfMemory. O(n + entries).
Status forgetRemoved(VectorCache& cache, const Index& index);

}  // namespace leann
