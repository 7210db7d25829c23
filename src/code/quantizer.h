// Product quantisation (Jégou et al. 2011): a few bytes that stand for a vector when candidates are ranked.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "code/rotation.h"
#include "vector/distance.h"
#include "vector/kmeans.h"

namespace leann {

struct QuantizerParams {
  uint32_t subspaces = 48;  // 1 .. rows
  uint32_t bits = 4;        // 4 or 8: 16 or 256 centroids a subspace
  RotationKind rotation = RotationKind::kLearned;
  uint32_t rows = 0;  // coordinates that a learned rotation keeps, 1 .. dimension; a random one keeps all
  uint64_t seed = 1;
};

/// Scores of all centroids for one query; see Quantizer::table.
struct QueryTable {
  float base = 0;             // what every code's distance starts from
  std::vector<float> scores;  // subspaces x centroids
};

/// A trained product quantiser: mean, rotation, and codebooks of int8 values with a scale each, over the
/// `rows` coordinates of the rotation. With a learned rotation every subspace has a codebook of its own:
/// centroids * rows bytes in all. With a random one they share one: centroids * ceil(rows / subspaces) bytes;
/// a narrower subspace uses the front of it.
class Quantizer {
 public:
  /// `mean`: of the vectors. `differences` (n x dimension): what codes have to tell, the vectors less the
  /// mean and less what is predicted of them.
  static Quantizer train(std::vector<float> mean, std::span<const float> differences,
                         const QuantizerParams& params);
  /// The same behind a rotation that there is already; `params.rows` and `params.rotation` are its own.
  static Quantizer train(std::vector<float> mean, Rotation rotation, std::span<const float> differences,
                         const QuantizerParams& params);

  /// In place of one that has not come yet: without coordinates, so that every code is as far as any other.
  static Quantizer none(uint32_t dimension, uint32_t subspaces, uint32_t bits);

  /// From stored parts, in the layout of `codebooks()` and `codebookScales()`.
  Quantizer(uint32_t subspaces, uint32_t bits, std::vector<float> mean, Rotation rotation,
            std::vector<int8_t> codebooks, std::vector<float> codebookScales);

  uint32_t dimension() const { return rotation_.dimension(); }
  /// Coordinates that are coded.
  uint32_t rows() const { return rotation_.rows(); }
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

  /// A vector less the mean, rotated: `dimension` floats to `rows`. O(rows * dimension).
  void rotate(const float* vector, float* out) const;

  /// Nearest-centroid searches by subspace, for encode; made once for many vectors.
  std::vector<CentroidSearch> searches() const;

  /// The code of `rotated` (rows floats), into codeSize() bytes; of two 4-bit indices the even subspace has
  /// the low half. O(centroids * rows).
  void encode(const std::vector<CentroidSearch>& searches, const float* rotated, uint8_t* code) const;

  /// out[i] += what the code stands for, in rotated coordinates. O(rows).
  void addDecoded(const uint8_t* code, float* out) const;

  /// Asymmetric distance table: the distance of the query from a code that holds the whole vector is base +
  /// sum over j of scores[j][code_j]. Inner product: base is minus the query's product with the mean. L2:
  /// base is what the query has outside of the coordinates that are coded. O(centroids * rows + rows *
  /// dimension).
  QueryTable table(const float* query, Metric metric) const;

 private:
  uint32_t begin(uint32_t j) const { return subspaceBegin(j, subspaces_, rows()); }
  uint32_t width(uint32_t j) const { return begin(j + 1) - begin(j); }

  // Where the centroids of a subspace are: `stride` values apart, each to be multiplied by the scale.
  struct Codebook {
    const int8_t* values;
    uint32_t stride;
    float scale;
    float at(uint32_t c, uint32_t i) const {
      return static_cast<float>(values[size_t{c} * stride + i]) * scale;
    }
  };
  Codebook book(uint32_t j) const;
  /// Centroid by centroid, width(j) floats each.
  std::vector<float> centroidsOf(uint32_t j) const;

  uint32_t codeAt(const uint8_t* code, uint32_t j) const {
    return bits_ == 8 ? code[j] : (code[j / 2] >> (j % 2 * 4)) & 15U;
  }

  uint32_t subspaces_;
  uint32_t bits_;
  std::vector<float> mean_;
  Rotation rotation_;
  std::vector<int8_t> codebooks_;
  std::vector<float> codebookScales_;
};

}  // namespace leann
