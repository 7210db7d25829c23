// The rotation in front of product quantisation: learned from the data, or drawn at random where that is
// cheaper.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hadamard.h"
#include "vector_table.h"

namespace leann {

enum class RotationKind : uint8_t {
  kLearned = 0,  // a matrix, stored as int8 rows with a scale each: dimension^2 + 4 * dimension bytes
  kRandom = 1,   // drawn from a seed: nothing to store
};

/// An orthogonal map, nearly so when learned. What is stored is what is used while training, so that rounding
/// a learned matrix costs no consistency.
class Rotation {
 public:
  /// PCA of `sample` about `mean`, then parametric OPQ (Ge et al. 2013, section 3.2): axes are dealt to
  /// `subspaces` groups, greedily, so that the product of variances is balanced. Subspace j owns the output
  /// dimensions [j * dimension / subspaces, (j + 1) * dimension / subspaces). O(sample * dimension^2 +
  /// dimension^3).
  static Rotation learn(const VectorTable& sample, std::span<const float> mean, uint32_t subspaces);

  /// After it all coordinates are alike, so that every subspace can share one codebook.
  static Rotation random(uint32_t dimension, uint64_t seed);

  /// A learned one from its stored parts: dimension^2 values row by row, and dimension scales.
  Rotation(std::vector<int8_t> values, std::vector<float> scales);

  RotationKind kind() const { return kind_; }
  uint32_t dimension() const { return dimension_; }

  /// The stored parts of a learned rotation; empty for a random one.
  std::span<const int8_t> values() const { return values_; }
  std::span<const float> scales() const { return scales_; }

  /// out = R in; both of length dimension, not overlapping. O(dimension^2), or O(dimension log dimension) if
  /// random.
  void apply(const float* in, float* out) const;

  /// out = R^T in: undoes `apply` up to rounding.
  void applyTransposed(const float* in, float* out) const;

 private:
  explicit Rotation(HadamardRotation hadamard);

  uint32_t dimension_;
  RotationKind kind_;
  HadamardRotation hadamard_;  // of a random rotation
  std::vector<int8_t> values_;
  std::vector<float> scales_;
  std::vector<float> matrix_;
};

/// First output dimension of subspace j; subspaces differ in size by at most one.
inline uint32_t subspaceBegin(uint32_t j, uint32_t subspaces, uint32_t dimension) {
  return static_cast<uint32_t>(uint64_t{j} * dimension / subspaces);
}

inline uint32_t widestSubspace(uint32_t subspaces, uint32_t dimension) {
  return (dimension + subspaces - 1) / subspaces;
}

}  // namespace leann
