// The rotation in front of product quantisation: learned from the data and cut to the dimensions that matter,
// or drawn at random if even that is too large.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "vector/hadamard.h"

namespace leann {

enum class RotationKind : uint8_t {
  kLearned = 0,  // a matrix of rows x dimension, stored in 4 bits an entry and a scale a row
  kRandom = 1,   // drawn from a seed: nothing to store; rows = dimension
};

/// A map to `rows` orthonormal coordinates. Training uses what is stored, so that rounding a learned
/// matrix costs no consistency: its rounded rows are made orthonormal again whenever it is read.
class Rotation {
 public:
  /// The `rows` principal axes of `sample` (n x dimension, its mean taken off), then parametric OPQ (Ge et
  /// al. 2013, section 3.2): axes are dealt to `subspaces` groups, greedily, so that the product of variances
  /// is balanced. Subspace j owns the coordinates [j * rows / subspaces, (j + 1) * rows / subspaces). O(n *
  /// dimension^2 + dimension^3).
  static Rotation learn(std::span<const float> sample, uint32_t dimension, uint32_t rows, uint32_t subspaces);

  /// After it all coordinates are alike, so that every subspace can share one codebook.
  static Rotation random(uint32_t dimension, uint64_t seed);

  /// A learned one from its stored parts: rows x dimension values of -7 .. 7 by falling variance, a scale a
  /// row, and the coordinate that each row is dealt to. O(rows^2 * dimension).
  Rotation(uint32_t dimension, std::vector<int8_t> values, std::vector<float> scales,
           std::vector<uint16_t> order);

  RotationKind kind() const { return kind_; }
  uint32_t dimension() const { return dimension_; }
  uint32_t rows() const { return rows_; }

  /// The stored parts of a learned rotation; empty for a random one.
  std::span<const int8_t> values() const { return values_; }
  std::span<const float> scales() const { return scales_; }
  std::span<const uint16_t> order() const { return order_; }

  /// out = R in: `dimension` floats to `rows`, not overlapping. O(rows * dimension), or O(dimension log
  /// dimension) if random.
  void apply(const float* in, float* out) const;
  /// The vector of those coordinates, without what is outside of them: `rows` floats to `dimension`. Takes as
  /// long.
  void applyInverse(const float* in, float* out) const;

 private:
  explicit Rotation(HadamardRotation hadamard);

  uint32_t dimension_;
  uint32_t rows_;
  RotationKind kind_;
  HadamardRotation hadamard_;  // of a random rotation
  std::vector<int8_t> values_;
  std::vector<float> scales_;
  std::vector<uint16_t> order_;
  std::vector<float> matrix_;  // orthonormal, its rows where they are dealt to
};

/// First coordinate of subspace j; subspaces differ in size by at most one.
inline uint32_t subspaceBegin(uint32_t j, uint32_t subspaces, uint32_t rows) {
  return static_cast<uint32_t>(uint64_t{j} * rows / subspaces);
}

inline uint32_t widestSubspace(uint32_t subspaces, uint32_t rows) {
  return (rows + subspaces - 1) / subspaces;
}

}  // namespace leann
