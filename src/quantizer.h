// Product quantisation (Jégou et al. 2011): a few bytes that stand for a vector when candidates are ranked.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "rotation.h"
#include "vector_table.h"

namespace leann {

struct QuantizerParams {
  uint32_t subspaces = 48;  // 1 .. dimension
  uint32_t bits = 4;        // 4 or 8: 16 or 256 centroids a subspace
  RotationKind rotation = RotationKind::kLearned;
  uint64_t seed = 1;
};

/// Scores of all centroids for one query; see Quantizer::table.
struct QueryTable {
  float base = 0;             // what every code's distance starts from
  std::vector<float> scores;  // subspaces x centroids
};

/// A trained product quantiser: mean, rotation, and codebooks of int8 values with a scale each. With a
/// learned rotation every subspace has a codebook of its own: dimension^2 + centroids * dimension + 8 *
/// dimension + 4 * subspaces bytes in all. With a random one they share one: centroids * ceil(dimension /
/// subspaces) + 4 * dimension + 4 bytes; a narrower subspace uses the front of it.
class Quantizer {
 public:
  /// Trains on at most 8,192 (4 bit) or 16,384 (8 bit) vectors drawn with the seed.
  static Quantizer train(const VectorTable& vectors, const QuantizerParams& params);

  /// From stored parts, in the layout of `codebooks()` and `codebookScales()`.
  Quantizer(uint32_t subspaces, uint32_t bits, std::vector<float> mean, Rotation rotation,
            std::vector<int8_t> codebooks, std::vector<float> codebookScales);

  uint32_t dimension() const { return rotation_.dimension(); }
  uint32_t subspaces() const { return subspaces_; }
  uint32_t bits() const { return bits_; }
  uint32_t centroids() const { return 1U << bits_; }
  /// Bytes of one code.
  uint32_t codeSize() const { return (subspaces_ * bits_ + 7) / 8; }

  std::span<const float> mean() const { return mean_; }
  const Rotation& rotation() const { return rotation_; }
  /// Codebook by codebook, in each centroid by centroid. Learned rotation: that of subspace j starts at
  /// centroids() * subspaceBegin(j). Random rotation: one codebook, as wide as the widest subspace.
  std::span<const int8_t> codebooks() const { return codebooks_; }
  std::span<const float> codebookScales() const { return codebookScales_; }

  /// Codes of all rows, codeSize() bytes each; of two 4-bit indices the even subspace has the low half.
  std::vector<uint8_t> encode(const VectorTable& vectors) const;

  /// The vector that a code stands for. O(dimension^2).
  void decode(const uint8_t* code, float* out) const;

  /// `rotate`: a vector in the rotated space, its mean taken off. `decodeRotated`: the vector that a code
  /// stands for, there. Euclidean distances are those of the original space (so, for unit vectors, is their
  /// order by inner product). O(dimension^2) and O(dimension).
  void rotate(const float* vector, float* out) const;
  void decodeRotated(const uint8_t* code, float* out) const;

  /// Asymmetric distance table: distance(query, code) = base + sum over j of scores[j][code_j]. O(centroids *
  /// dimension + dimension^2).
  QueryTable table(const float* query, Metric metric) const;

  /// The estimated distance of a code, smaller is nearer. O(subspaces).
  float distance(const QueryTable& table, const uint8_t* code) const;

 private:
  uint32_t codeAt(const uint8_t* code, uint32_t j) const {
    return bits_ == 8 ? code[j] : (code[j / 2] >> (j % 2 * 4)) & 15U;
  }

  uint32_t subspaces_;
  uint32_t bits_;
  std::vector<float> mean_;
  Rotation rotation_;
  std::vector<int8_t> codebooks_;
  std::vector<float> codebookScales_;
  std::vector<float> centroids_;  // codebooks_ as float
};

}  // namespace leann
