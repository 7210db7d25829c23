// The compact index: a graph and codes, no vectors. Immutable; searches share it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "base/node_id.h"
#include "base/status.h"
#include "code/code_scan.h"
#include "code/lengths.h"
#include "code/quantizer.h"
#include "graph/graph.h"
#include "graph/removed.h"
#include "index/build_params.h"
#include "index/cached_vectors.h"
#include "index/calibration.h"
#include "index/drift.h"
#include "words/word_index.h"

namespace leann {

struct Index {
  BuildParams params;  // resolved
  Graph graph;         // undirected: every edge stands in both rows
  Quantizer quantizer;
  CodeScan codes;
  Lengths lengths;  // none if params.lengthBits is 0
  Calibration calibration = {};
  CachedVectors cached = {};  // saved with the index, for a cache to begin with
  Removed removed = {};       // searches pass through them, and neither recompute nor return them
  Drift drift = {};
  std::shared_ptr<const WordIndex> words = nullptr;  // of all nodes, or none if the index does not know them

  /// With those that were removed.
  uint32_t size() const { return graph.size(); }
  uint32_t dimension() const { return quantizer.dimension(); }
};

/// A copy of `index` in which `nodes`, too, are marked as removed; only compaction (build/compaction.h) makes
/// it smaller. Errors: kInvalidArgument for a node that there is not; kOutOfMemory. O(n).
Result<Index> without(const Index& index, std::span<const NodeId> nodes);

}  // namespace leann
