// The compact index: a graph and codes, no vectors. Immutable; searches share it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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
#include "index/clusters.h"
#include "index/cut.h"
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
  Clusters clusters = {};                            // none if it was built in one piece
  std::optional<Cut> cut = {};  // if its nodes come in blocks: what is above then speaks of those that are
                                // at hand, but for words; nothing is removed or cached

  /// The nodes that are at hand, with those that were removed.
  uint32_t size() const { return graph.size(); }
  /// All nodes, by whose numbers callers know them: more than size() only if the index is cut.
  uint32_t wholeSize() const { return cut ? cut->starts().back() : size(); }
  /// The number that a node at hand has in the whole index.
  NodeId wholeNumber(NodeId node) const { return cut ? cut->wholeNumber(node) : node; }
  /// The other way round: empty if that node is not at hand. `node`: below wholeSize().
  std::optional<NodeId> numberHere(NodeId node) const {
    return cut ? cut->numberHere(node) : std::optional<NodeId>(node);
  }
  uint32_t dimension() const { return quantizer.dimension(); }
};

/// Why something cannot be done with an index whose nodes come in blocks: "leann: cannot `act`: …".
Status notWhole(const char* act);

/// A copy of `index` in which `nodes`, too, are marked as removed; only compaction (build/compaction.h) makes
/// it smaller. Errors: kInvalidArgument for a node that there is not, or if the index is cut; kOutOfMemory.
/// O(n).
Result<Index> without(const Index& index, std::span<const NodeId> nodes);

}  // namespace leann
