// The learned rotation in front of product quantisation: principal axes, dealt out so that subspaces weigh
// the same.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vector_table.h"

namespace leann {

/// A dimension x dimension matrix, nearly orthogonal, stored as int8 rows with a scale each (dimension^2 + 4
/// * dimension bytes). What is stored is what is used while training, so its rounding costs no consistency.
class Rotation {
 public:
  /// PCA of `sample` about `mean`, then parametric OPQ (Ge et al. 2013, section 3.2): axes are dealt to
  /// `subspaces` groups, greedily, so that the product of variances is balanced. Subspace j owns the output
  /// dimensions [j * dimension / subspaces, (j + 1) * dimension / subspaces). O(sample * dimension^2 +
  /// dimension^3).
  static Rotation learn(const VectorTable& sample, std::span<const float> mean, uint32_t subspaces);

  /// From stored parts: dimension^2 values row by row, and dimension scales.
  Rotation(std::vector<int8_t> values, std::vector<float> scales);

  uint32_t dimension() const { return static_cast<uint32_t>(scales_.size()); }
  std::span<const int8_t> values() const { return values_; }
  std::span<const float> scales() const { return scales_; }

  /// out = R in; both of length dimension, not overlapping. O(dimension^2).
  void apply(const float* in, float* out) const;

  /// out = R^T in: undoes `apply` up to rounding.
  void applyTransposed(const float* in, float* out) const;

 private:
  std::vector<int8_t> values_;
  std::vector<float> scales_;
  std::vector<float> matrix_;
};

/// First output dimension of subspace j; subspaces differ in size by at most one.
inline uint32_t subspaceBegin(uint32_t j, uint32_t subspaces, uint32_t dimension) {
  return static_cast<uint32_t>(uint64_t{j} * dimension / subspaces);
}

}  // namespace leann
