// Seeded k-means, and the nearest-centroid search that encoding shares with it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace leann {

/// Centroids laid out for one purpose: finding the nearest of all of them at once, with SIMD across
/// centroids. Those that are scored together lie together: many centroids do not fit into a near cache.
class CentroidSearch {
 public:
  /// `centroids`: count x dimension, row-major.
  CentroidSearch(std::span<const float> centroids, uint32_t dimension);

  /// Index of the centroid nearest to `point` (Euclidean; ties to the lower index). O(count * dimension).
  uint32_t nearest(const float* point) const;

 private:
  uint32_t dimension_;
  uint32_t blocks_;
  std::vector<float> transposed_;  // blocks x dimension x kBlock
  std::vector<float> halfNorms_;   // |c|^2 / 2; infinite for padding
};

/// Lloyd's algorithm from k-means++ seeds (Arthur & Vassilvitskii 2007). `points`: n x dimension. Returns
/// count x dimension centroids; with fewer distinct points than centroids some repeat. A cluster that runs
/// empty is given the point that lies farthest from its centroid. O(iterations * n * count * dimension).
std::vector<float> kmeans(std::span<const float> points, uint32_t dimension, uint32_t count,
                          uint32_t iterations, uint64_t seed);

}  // namespace leann
