#include "code/rotation.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "vector/distance.h"
#include "vector/eigen.h"

namespace leann {
namespace {

constexpr double kMost = 7;        // entries are -7 .. 7
constexpr double kClip = 0.6;      // of a row's largest entry
constexpr uint32_t kColumns = 32;  // of a result, summed at once: as many as registers hold

// Covariance of centred rows, from the transposed sample so that each entry is one long inner product.
std::vector<double> covariance(std::span<const float> sample, uint32_t d) {
  const auto n = static_cast<uint32_t>(sample.size() / d);
  std::vector<float> columns(sample.size());
  for (uint32_t i = 0; i < n; ++i) {
    for (uint32_t j = 0; j < d; ++j) columns[size_t{j} * n + i] = sample[size_t{i} * d + j];
  }
  std::vector<double> result(size_t{d} * d);
  for (uint32_t i = 0; i < d; ++i) {
    for (uint32_t j = i; j < d; ++j) {
      const float sum = dot(columns.data() + size_t{i} * n, columns.data() + size_t{j} * n, n);
      result[size_t{i} * d + j] = result[size_t{j} * d + i] = static_cast<double>(sum) / n;
    }
  }
  return result;
}

// A positive number as mantissa and exponent: products of hundreds of small variances underflow a double.
struct WideProduct {
  double mantissa = 0.5;  // 0.5 * 2^1 = 1, as frexp would give it
  int64_t exponent = 1;

  void multiply(double factor) {
    int shift = 0;
    mantissa = std::frexp(mantissa * factor, &shift);
    exponent += shift;
  }
  friend bool operator<(const WideProduct& a, const WideProduct& b) {
    return a.exponent != b.exponent ? a.exponent < b.exponent : a.mantissa < b.mantissa;
  }
};

// Which coordinate each principal axis (by falling variance) is dealt to.
std::vector<uint16_t> dealAxes(std::span<const double> variances, uint32_t subspaces) {
  const auto rows = static_cast<uint32_t>(variances.size());
  const double floor = std::max(variances[0] * 1e-12, 1e-30);
  std::vector<WideProduct> weight(subspaces);
  std::vector<uint32_t> filled(subspaces, 0);
  std::vector<uint16_t> order(rows);
  for (uint32_t axis = 0; axis < rows; ++axis) {
    uint32_t lightest = subspaces;
    for (uint32_t j = 0; j < subspaces; ++j) {
      const uint32_t room = subspaceBegin(j + 1, subspaces, rows) - subspaceBegin(j, subspaces, rows);
      if (filled[j] == room) continue;
      if (lightest == subspaces || weight[j] < weight[lightest]) lightest = j;
    }
    order[axis] = static_cast<uint16_t>(subspaceBegin(lightest, subspaces, rows) + filled[lightest]++);
    // In units of the floor, so that every factor is at least 1 and a fuller subspace is never the lighter
    // one.
    weight[lightest].multiply(std::max(variances[axis], floor) / floor);
  }
  return order;
}

// Gram-Schmidt (twice, which is enough in floating point), in the order of the axes, axis i being row
// order[i]: those of most variance are moved least. One that depends on those before it becomes zero.
void orthonormalize(std::span<float> matrix, std::span<const uint16_t> order, uint32_t d) {
  for (size_t i = 0; i < order.size(); ++i) {
    float* row = matrix.data() + size_t{order[i]} * d;
    const float before = dot(row, row, d);
    for (int pass = 0; pass < 2; ++pass) {
      for (size_t j = 0; j < i; ++j) {
        const float* other = matrix.data() + size_t{order[j]} * d;
        const float share = dot(row, other, d);
        for (uint32_t k = 0; k < d; ++k) row[k] -= share * other[k];
      }
    }
    const float left = dot(row, row, d);
    const float inverse = left > before * 1e-6F && left > 0 ? 1 / std::sqrt(left) : 0.0F;
    for (uint32_t k = 0; k < d; ++k) row[k] *= inverse;
  }
}

}  // namespace

Rotation Rotation::learn(std::span<const float> sample, uint32_t dimension, uint32_t rows,
                         uint32_t subspaces) {
  const Eigen axes = symmetricEigen(covariance(sample, dimension), dimension);
  std::vector<int8_t> values(size_t{rows} * dimension);
  std::vector<float> scales(rows);
  for (uint32_t i = 0; i < rows; ++i) {
    const double* axis = axes.vectors.data() + size_t{i} * dimension;
    double most = 0;
    for (uint32_t j = 0; j < dimension; ++j) most = std::max(most, std::fabs(axis[j]));
    // The few largest entries are clipped, for finer steps where most of them are.
    scales[i] = static_cast<float>(most * kClip / kMost);
    for (uint32_t j = 0; j < dimension; ++j) {
      const double step = std::floor(axis[j] / (most * kClip) * kMost + 0.5);
      values[size_t{i} * dimension + j] = static_cast<int8_t>(std::clamp(step, -kMost, kMost));
    }
  }
  return {dimension, std::move(values), std::move(scales),
          dealAxes(std::span(axes.values).first(rows), subspaces)};
}

Rotation Rotation::random(uint32_t dimension, uint64_t seed) {
  return Rotation(HadamardRotation(dimension, seed));
}

Rotation::Rotation(HadamardRotation hadamard)
    : dimension_(hadamard.dimension()),
      rows_(hadamard.dimension()),
      kind_(RotationKind::kRandom),
      hadamard_(std::move(hadamard)) {}

Rotation::Rotation(uint32_t dimension, std::vector<int8_t> values, std::vector<float> scales,
                   std::vector<uint16_t> order)
    : dimension_(dimension),
      rows_(static_cast<uint32_t>(scales.size())),
      kind_(RotationKind::kLearned),
      hadamard_(0, 0),
      values_(std::move(values)),
      scales_(std::move(scales)),
      order_(std::move(order)),
      matrix_(values_.size()) {
  for (uint32_t i = 0; i < rows_; ++i) {
    const int8_t* axis = values_.data() + size_t{i} * dimension_;
    float* row = matrix_.data() + size_t{order_[i]} * dimension_;
    for (uint32_t j = 0; j < dimension_; ++j) row[j] = static_cast<float>(axis[j]) * scales_[i];
  }
  orthonormalize(matrix_, order_, dimension_);
}

void Rotation::apply(const float* in, float* out) const {
  if (kind_ == RotationKind::kRandom) {
    std::copy_n(in, dimension_, out);
    hadamard_.apply(out);
    return;
  }
  for (uint32_t i = 0; i < rows_; ++i) out[i] = dot(matrix_.data() + size_t{i} * dimension_, in, dimension_);
}

void Rotation::applyInverse(const float* in, float* out) const {
  if (kind_ == RotationKind::kRandom) {
    std::copy_n(in, dimension_, out);
    hadamard_.applyInverse(out);
    return;
  }
  for (uint32_t first = 0; first < dimension_; first += kColumns) {
    const uint32_t count = std::min(kColumns, dimension_ - first);
    std::array<float, kColumns> sums = {};
    for (uint32_t i = 0; i < rows_; ++i) {
      const float* row = matrix_.data() + size_t{i} * dimension_ + first;
      if (count == kColumns) {  // which the compiler knows, and unrolls
        for (uint32_t j = 0; j < kColumns; ++j) sums[j] += in[i] * row[j];
      } else {
        for (uint32_t j = 0; j < count; ++j) sums[j] += in[i] * row[j];
      }
    }
    std::copy_n(sums.begin(), count, out + first);
  }
}

}  // namespace leann
