// Distances of nodes from one query, estimated from their codes.
#pragma once

#include <span>
#include <vector>

#include "index/index.h"
#include "search/predictors.h"

namespace leann {

/// Distances as of the index's metric; smaller is nearer.
class Estimates {
 public:
  /// `query`: dimension floats. The index must outlive this.
  Estimates(const Index& index, const float* query);

  /// Of all nodes: out has size() floats. `predictors`: of the index, or null, which takes longer. O(size *
  /// (codeSize + degree)).
  void all(std::span<float> out, const Predictors* predictors = nullptr) const;

  /// Of one node. The first time this also follows the nodes that its prediction is made of, and those that
  /// theirs are made of; they are remembered. Differs from `all` by the rounding of 4-bit scans (CodeScan).
  float at(NodeId v);

 private:
  void follow(std::span<float> out) const;
  float ownPart(NodeId v) const;
  float finished(NodeId v, float part) const { return (table_.base + part) * index_.lengths.at(v); }

  const Index& index_;
  QueryTable table_;
  std::vector<float> parts_;  // of `at`: what a node's reconstruction adds to the base
  std::vector<bool> known_;
  std::vector<NodeId> path_;
};

}  // namespace leann
