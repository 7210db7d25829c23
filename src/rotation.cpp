#include "rotation.h"

#include <algorithm>
#include <cmath>

#include "distance.h"
#include "eigen.h"

namespace leann {
namespace {

// Covariance of the sample about `mean`, from the transposed sample so that each entry is one long inner
// product.
std::vector<double> covariance(const VectorTable& sample, std::span<const float> mean) {
  const uint32_t d = sample.dimension();
  const uint32_t n = sample.size();
  std::vector<float> columns(size_t{d} * n), row(d);
  for (uint32_t i = 0; i < n; ++i) {
    sample.read(i, row.data());
    for (uint32_t j = 0; j < d; ++j) columns[size_t{j} * n + i] = row[j] - mean[j];
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

// Which principal axis (by falling variance) goes to which output dimension.
std::vector<uint32_t> dealAxes(const std::vector<double>& variances, uint32_t subspaces) {
  const auto d = static_cast<uint32_t>(variances.size());
  const double floor = std::max(variances[0] * 1e-12, 1e-30);
  std::vector<WideProduct> weight(subspaces);
  std::vector<uint32_t> filled(subspaces, 0);
  std::vector<uint32_t> axisOf(d);
  for (uint32_t axis = 0; axis < d; ++axis) {
    uint32_t lightest = subspaces;
    for (uint32_t j = 0; j < subspaces; ++j) {
      const uint32_t room = subspaceBegin(j + 1, subspaces, d) - subspaceBegin(j, subspaces, d);
      if (filled[j] == room) continue;
      if (lightest == subspaces || weight[j] < weight[lightest]) lightest = j;
    }
    axisOf[subspaceBegin(lightest, subspaces, d) + filled[lightest]++] = axis;
    // In units of the floor, so that every factor is at least 1 and a fuller subspace is never the lighter
    // one.
    weight[lightest].multiply(std::max(variances[axis], floor) / floor);
  }
  return axisOf;
}

}  // namespace

Rotation Rotation::learn(const VectorTable& sample, std::span<const float> mean, uint32_t subspaces) {
  const uint32_t d = sample.dimension();
  const Eigen axes = symmetricEigen(covariance(sample, mean), d);
  const std::vector<uint32_t> axisOf = dealAxes(axes.values, subspaces);
  std::vector<int8_t> values(size_t{d} * d);
  std::vector<float> scales(d);
  for (uint32_t i = 0; i < d; ++i) {
    const double* axis = axes.vectors.data() + size_t{axisOf[i]} * d;
    double most = 0;
    for (uint32_t j = 0; j < d; ++j) most = std::max(most, std::fabs(axis[j]));
    scales[i] = static_cast<float>(most / 127);
    for (uint32_t j = 0; j < d; ++j) {
      values[size_t{i} * d + j] = static_cast<int8_t>(std::floor(axis[j] / most * 127 + 0.5));
    }
  }
  return {std::move(values), std::move(scales)};
}

Rotation Rotation::random(uint32_t dimension, uint64_t seed) {
  return Rotation(HadamardRotation(dimension, seed));
}

Rotation::Rotation(HadamardRotation hadamard)
    : dimension_(hadamard.dimension()), kind_(RotationKind::kRandom), hadamard_(std::move(hadamard)) {}

Rotation::Rotation(std::vector<int8_t> values, std::vector<float> scales)
    : dimension_(static_cast<uint32_t>(scales.size())),
      kind_(RotationKind::kLearned),
      hadamard_(0, 0),
      values_(std::move(values)),
      scales_(std::move(scales)),
      matrix_(values_.size()) {
  const uint32_t d = dimension();
  for (uint32_t i = 0; i < d; ++i) {
    for (uint32_t j = 0; j < d; ++j) {
      const size_t at = size_t{i} * d + j;
      matrix_[at] = static_cast<float>(values_[at]) * scales_[i];
    }
  }
}

void Rotation::apply(const float* in, float* out) const {
  const uint32_t d = dimension();
  if (kind_ == RotationKind::kRandom) {
    std::copy_n(in, d, out);
    hadamard_.apply(out);
    return;
  }
  for (uint32_t i = 0; i < d; ++i) out[i] = dot(matrix_.data() + size_t{i} * d, in, d);
}

void Rotation::applyTransposed(const float* in, float* out) const {
  const uint32_t d = dimension();
  if (kind_ == RotationKind::kRandom) {
    std::copy_n(in, d, out);
    hadamard_.applyTransposed(out);
    return;
  }
  std::fill_n(out, d, 0.0F);
  for (uint32_t i = 0; i < d; ++i) {
    const float* row = matrix_.data() + size_t{i} * d;
    for (uint32_t j = 0; j < d; ++j) out[j] += in[i] * row[j];
  }
}

}  // namespace leann
