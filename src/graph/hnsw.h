// HNSW construction (Malkov & Yashunin 2018, Algorithms 1, 2 and 4), deterministic, one node at a time.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/neighbor.h"
#include "base/random.h"
#include "base/visited_set.h"
#include "graph/graph.h"
#include "graph/link_lists.h"
#include "vector/vector_table.h"

namespace leann {

struct HnswParams {
  uint32_t M = 16;                // links that a node chooses, on every level; 2 .. 512
  uint32_t maxDegree0 = 32;       // most links on level 0; a fuller list is shrunk to this many
  uint32_t efConstruction = 128;  // length of the candidate list
  uint64_t seed = 1;              // draws the levels
  uint32_t choices = 0;           // longest list of choices kept for a second pass; 0 keeps none
};

/// The nodes that each node would link to on level 0 if it might choose HnswParams::choices of them, nearest
/// first. If it may choose m, it takes the first m of them.
struct Choices {
  std::vector<uint32_t> offsets{0};
  std::vector<NodeId> nodes;

  uint32_t size() const { return static_cast<uint32_t>(offsets.size() - 1); }
  std::span<const NodeId> of(NodeId v) const {
    return {nodes.data() + offsets[v], nodes.data() + offsets[v + 1]};
  }
};

/// Builds level 0 of an HNSW graph over `vectors`, which must outlive the builder. The upper levels exist
/// only to find the way while building. Memory beside the vectors: about 4 * (maxDegree0 + 4) bytes a node,
/// and 4 for each choice kept (a dozen a node at efConstruction = 128, as few candidates are diverse).
class HnswBuilder {
 public:
  /// `linksOf[v]`: how many links v chooses on level 0; empty means M for all. This is the one new input that
  /// high-degree-preserving pruning needs (LEANN, Algorithm 3).
  /// With the `choices` of an earlier pass over the same vectors no search is run: v takes the first
  /// linksOf[v] of its choices, which were found in a denser graph than this one.
  HnswBuilder(const VectorTable& vectors, const HnswParams& params, std::vector<uint32_t> linksOf = {},
              Choices choices = {});

  /// Starts from the level 0 of an earlier graph: nodes 0 .. graph.size() - 1 count as inserted, and searches
  /// enter at `entries`, at least one: one for each piece of the graph. Rows longer than maxDegree0 are
  /// shrunk.
  void adopt(const Graph& graph, const std::vector<NodeId>& entries);

  /// Inserts the next node: 0, then 1, and so on. O(efConstruction * M * log n) distances on average; with
  /// choices O(M^2).
  void insertNext();

  uint32_t inserted() const { return inserted_; }
  bool finished() const { return inserted_ == vectors_.size(); }

  /// Nodes that v is linked to on level 0, in no order.
  std::span<const NodeId> links(NodeId v) const { return level0_[v]; }
  Graph level0() const;
  /// The choices of the nodes inserted so far, if HnswParams::choices asked for them.
  Choices takeChoices() { return std::move(choices_); }

 private:
  // A node met by a search; `expanded`: its links have been followed.
  struct Candidate : Neighbor {
    bool expanded = false;
  };

  LinkLists& listsOf(uint32_t level) { return level == 0 ? level0_ : upper_; }
  const LinkLists& listsOf(uint32_t level) const { return level == 0 ? level0_ : upper_; }
  // Which of these lists is that of v on a level.
  uint32_t listOf(NodeId v, uint32_t level) const { return level == 0 ? v : firstUpper_[v] + level - 1; }
  std::span<const NodeId> links(NodeId v, uint32_t level) const { return listsOf(level)[listOf(v, level)]; }

  // How many links v chooses on level 0.
  uint32_t linksOf(NodeId v) const {
    return std::min(linksOf_.empty() ? params_.M : linksOf_[v], params_.maxDegree0);
  }

  uint32_t drawLevel();
  NodeId descend(NodeId v, uint32_t toLevel) const;
  void searchLayer(NodeId v, uint32_t level);
  bool offer(const Candidate& candidate, size_t& position);
  template <typename Candidates>
  void selectDiverse(const Candidates& candidates, uint32_t count);
  void searchLinks(NodeId v, uint32_t level);
  void connect(NodeId v, uint32_t level);
  void keepChoices();
  void shrink(NodeId v, uint32_t level, std::span<const NodeId> nodes);

  const VectorTable& vectors_;
  HnswParams params_;
  std::vector<uint32_t> linksOf_;
  Choices choices_;  // given, or of the nodes inserted so far
  Random random_;
  LinkLists level0_;                  // list v is that of node v
  LinkLists upper_;                   // of the nodes above level 0, in the order of insertion, by level
  std::vector<uint32_t> firstUpper_;  // the list of level 1 of each node, if it has one
  NodeId entry_ = 0;
  std::vector<NodeId> pieces_;  // where searches of level 0 enter besides
  uint32_t topLevel_ = 0;
  uint32_t inserted_ = 0;

  // Scratch, kept to spare allocations.
  VisitedSet visited_;
  std::vector<NodeId> entries_;   // where a search enters the level being searched
  std::vector<Candidate> found_;  // the efConstruction nearest that it met, nearest first
  std::vector<NodeId> met_;
  std::vector<Neighbor> shrinking_;
  std::vector<NodeId> chosen_;
};

}  // namespace leann
