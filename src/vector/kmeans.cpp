#include "vector/kmeans.h"

#include <algorithm>
#include <limits>

#include "base/random.h"
#include "vector/distance.h"

namespace leann {
namespace {

constexpr uint32_t kCentroidBlock = 16;  // centroids scored at once

const float* pointAt(std::span<const float> points, uint32_t dimension, uint32_t i) {
  return points.data() + size_t{i} * dimension;
}

// k-means++: each next seed is drawn with probability proportional to its squared distance from those before.
std::vector<float> seeds(std::span<const float> points, uint32_t dimension, uint32_t count, Random& random) {
  const auto n = static_cast<uint32_t>(points.size() / dimension);
  std::vector<float> chosen;
  std::vector<float> nearest(n, std::numeric_limits<float>::max());
  uint32_t next = random.below(n);
  for (uint32_t c = 0; c < count; ++c) {
    const float* seed = pointAt(points, dimension, next);
    chosen.insert(chosen.end(), seed, seed + dimension);
    double total = 0;
    for (uint32_t i = 0; i < n; ++i) {
      nearest[i] = std::min(nearest[i], squaredL2(seed, pointAt(points, dimension, i), dimension));
      total += static_cast<double>(nearest[i]);
    }
    double left = random.unit() * total;
    next = n - 1;
    for (uint32_t i = 0; i < n; ++i) {
      left -= static_cast<double>(nearest[i]);
      if (left < 0) {
        next = i;
        break;
      }
    }
  }
  return chosen;
}

}  // namespace

CentroidSearch::CentroidSearch(std::span<const float> centroids, uint32_t dimension)
    : dimension_(dimension),
      blocks_(static_cast<uint32_t>((centroids.size() / dimension + kCentroidBlock - 1) / kCentroidBlock)),
      transposed_(size_t{dimension} * blocks_ * kCentroidBlock, 0.0F),
      halfNorms_(size_t{blocks_} * kCentroidBlock, std::numeric_limits<float>::infinity()) {
  const auto count = static_cast<uint32_t>(centroids.size() / dimension);
  for (uint32_t c = 0; c < count; ++c) {
    const float* row = pointAt(centroids, dimension, c);
    float* block = transposed_.data() + size_t{c / kCentroidBlock} * dimension * kCentroidBlock;
    for (uint32_t i = 0; i < dimension; ++i) block[size_t{i} * kCentroidBlock + c % kCentroidBlock] = row[i];
    halfNorms_[c] = dot(row, row, dimension) / 2;
  }
}

uint32_t CentroidSearch::nearest(const float* point) const {
  uint32_t best = 0;
  float bestScore = std::numeric_limits<float>::infinity();
  const float* row = transposed_.data();
  for (uint32_t base = 0; base < blocks_ * kCentroidBlock; base += kCentroidBlock) {
    float score[kCentroidBlock];
    for (uint32_t k = 0; k < kCentroidBlock; ++k) score[k] = halfNorms_[base + k];
    for (uint32_t i = 0; i < dimension_; ++i, row += kCentroidBlock) {
      const float x = point[i];
      for (uint32_t k = 0; k < kCentroidBlock; ++k) score[k] -= x * row[k];
    }
    for (uint32_t k = 0; k < kCentroidBlock; ++k) {
      if (score[k] < bestScore) {
        bestScore = score[k];
        best = base + k;
      }
    }
  }
  return best;
}

std::vector<float> kmeans(std::span<const float> points, uint32_t dimension, uint32_t count,
                          uint32_t iterations, uint64_t seed) {
  const auto n = static_cast<uint32_t>(points.size() / dimension);
  Random random(seed);
  std::vector<float> centroids = seeds(points, dimension, count, random);
  std::vector<float> sums(centroids.size());
  std::vector<uint32_t> members(count);
  std::vector<uint32_t> assigned(n);
  for (uint32_t round = 0; round < iterations; ++round) {
    const CentroidSearch search(centroids, dimension);
    std::fill(sums.begin(), sums.end(), 0.0F);
    std::fill(members.begin(), members.end(), 0U);
    for (uint32_t i = 0; i < n; ++i) {
      const float* point = pointAt(points, dimension, i);
      const uint32_t c = search.nearest(point);
      assigned[i] = c;
      ++members[c];
      for (uint32_t j = 0; j < dimension; ++j) sums[size_t{c} * dimension + j] += point[j];
    }
    for (uint32_t c = 0; c < count; ++c) {
      float* centroid = centroids.data() + size_t{c} * dimension;
      if (members[c] > 0) {
        for (uint32_t j = 0; j < dimension; ++j) {
          centroid[j] = sums[size_t{c} * dimension + j] / static_cast<float>(members[c]);
        }
        continue;
      }
      uint32_t farthest = 0;
      float most = -1;
      for (uint32_t i = 0; i < n; ++i) {
        const float* own = centroids.data() + size_t{assigned[i]} * dimension;
        const float d = squaredL2(own, pointAt(points, dimension, i), dimension);
        if (d > most) {
          most = d;
          farthest = i;
        }
      }
      std::copy_n(pointAt(points, dimension, farthest), dimension, centroid);
      assigned[farthest] = c;
    }
  }
  return centroids;
}

}  // namespace leann
