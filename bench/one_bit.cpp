#include "one_bit.h"

#include <algorithm>
#include <cmath>

#include "vector/distance.h"

namespace leann::bench {

OneBitCodes::OneBitCodes(const std::vector<float>& vectors, uint32_t dimension)
    : dimension_(dimension), rotation_(dimension, 1), mean_(dimension) {
  const size_t n = vectors.size() / dimension;
  for (size_t v = 0; v < n; ++v) {
    for (uint32_t i = 0; i < dimension; ++i) mean_[i] += vectors[v * dimension + i];
  }
  for (float& value : mean_) value /= static_cast<float>(n);
  const uint32_t bytes = (dimension + 7) / 8;
  signs_.resize(n * bytes);
  std::vector<float> row(dimension);
  for (size_t v = 0; v < n; ++v) {
    for (uint32_t i = 0; i < dimension; ++i) row[i] = vectors[v * dimension + i] - mean_[i];
    rotation_.apply(row.data());
    // The code is signs * s for the s with which its product with the vector is the vector's square.
    float magnitudes = 0;
    for (uint32_t i = 0; i < dimension; ++i) {
      magnitudes += std::fabs(row[i]);
      if (row[i] > 0) signs_[v * bytes + i / 8] |= static_cast<uint8_t>(1U << (i % 8));
    }
    const float square = dot(row.data(), row.data(), dimension);
    factors_.push_back(magnitudes > 0 ? square / magnitudes : 0.0F);
  }
}

std::vector<Neighbor> OneBitCodes::estimates(const float* query) const {
  std::vector<float> rotated(query, query + dimension_);
  rotation_.apply(rotated.data());
  const uint32_t bytes = (dimension_ + 7) / 8;
  // What eight signs at a time add up to.
  std::vector<float> sums(size_t{bytes} * 256);
  for (uint32_t b = 0; b < bytes; ++b) {
    for (uint32_t signs = 0; signs < 256; ++signs) {
      float sum = 0;
      for (uint32_t i = 0; i < std::min(8U, dimension_ - 8 * b); ++i) {
        sum += (signs >> i & 1U) != 0 ? rotated[8 * b + i] : -rotated[8 * b + i];
      }
      sums[size_t{b} * 256 + signs] = sum;
    }
  }
  const float base = dot(query, mean_.data(), dimension_);
  std::vector<Neighbor> all;
  all.reserve(factors_.size());
  for (NodeId v = 0; v < factors_.size(); ++v) {
    const uint8_t* code = signs_.data() + size_t{v} * bytes;
    float sum = 0;
    for (uint32_t b = 0; b < bytes; ++b) sum += sums[size_t{b} * 256 + code[b]];
    all.push_back({-(base + factors_[v] * sum), v});
  }
  return all;
}

}  // namespace leann::bench
