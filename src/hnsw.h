// HNSW construction (Malkov & Yashunin 2018, Algorithms 1, 2 and 4), deterministic, one node at a time.
#pragma once

#include <cstdint>
#include <vector>

#include "graph.h"
#include "neighbor.h"
#include "random.h"
#include "vector_table.h"
#include "visited_set.h"

namespace leann {

struct HnswParams {
  uint32_t M = 16;                // links that a node chooses, on every level; 2 .. 512
  uint32_t maxDegree0 = 32;       // most links on level 0; a fuller list is shrunk to this many
  uint32_t efConstruction = 128;  // length of the candidate list
  uint64_t seed = 1;              // draws the levels
};

/// Builds level 0 of an HNSW graph over `vectors`, which must outlive the builder. The upper levels exist
/// only to find the way while building. Memory: about 4 * (maxDegree0 + 1) bytes a node beside the vectors.
class HnswBuilder {
 public:
  /// `linksOf[v]`: how many links v chooses on level 0; empty means M for all. This is the one new input that
  /// high-degree-preserving pruning needs (LEANN, Algorithm 3).
  HnswBuilder(const VectorTable& vectors, const HnswParams& params, std::vector<uint32_t> linksOf = {});

  /// Starts from the level 0 of an earlier graph: nodes 0 .. graph.size() - 1 count as inserted, and searches
  /// enter at `entry`.
  void adopt(const Graph& graph, NodeId entry);

  /// Inserts the next node: 0, then 1, and so on. O(efConstruction * M * log n) distances on average.
  void insertNext();

  uint32_t inserted() const { return inserted_; }
  bool finished() const { return inserted_ == vectors_.size(); }

  Graph level0() const;

 private:
  std::vector<NodeId>& links(NodeId v, uint32_t level);
  NodeId descend(const float* query, uint32_t fromLevel, uint32_t toLevel) const;
  const std::vector<Neighbor>& searchLayer(const float* query, uint32_t level);
  void selectDiverse(const std::vector<Neighbor>& candidates, uint32_t count, std::vector<NodeId>& out) const;
  void connect(NodeId v, uint32_t level, uint32_t count, uint32_t maxDegree);
  void shrink(NodeId v, std::vector<NodeId>& list, uint32_t maxDegree);
  float distanceTo(const float* query, NodeId v) const {
    return distance(vectors_.metric(), query, vectors_.row(v), vectors_.dimension());
  }

  const VectorTable& vectors_;
  HnswParams params_;
  std::vector<uint32_t> linksOf_;
  Random random_;
  std::vector<std::vector<NodeId>> level0_;
  std::vector<std::vector<std::vector<NodeId>>> upper_;  // upper_[l - 1][v], empty above v's level
  std::vector<NodeId> entries_;                          // where a search enters the level being searched
  NodeId entry_ = 0;
  uint32_t topLevel_ = 0;
  uint32_t inserted_ = 0;

  // Scratch, kept to spare allocations.
  VisitedSet visited_;
  std::vector<Neighbor> frontier_;
  std::vector<Neighbor> found_;
  std::vector<Neighbor> shrinking_;
  std::vector<NodeId> chosen_;
};

}  // namespace leann
