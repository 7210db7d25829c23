#include "code/quantizer.h"

#include <algorithm>
#include <cmath>

namespace leann {
namespace {

constexpr uint32_t kIterations = 12;
// Enough to train one shared codebook; after a random rotation one subspace is like another.
constexpr uint32_t kMostSharedPoints = 65536;

// Rounds centroids to int8 with one scale; appends to `values` and returns the scale.
float quantizeCentroids(const std::vector<float>& centroids, std::vector<int8_t>& values) {
  float most = 0;
  for (const float c : centroids) most = std::max(most, std::fabs(c));
  const float scale = most > 0 ? most / 127 : 1;
  for (const float c : centroids) values.push_back(static_cast<int8_t>(std::floor(c / scale + 0.5F)));
  return scale;
}

}  // namespace

Quantizer Quantizer::train(std::vector<float> mean, std::span<const float> differences,
                           const QuantizerParams& params) {
  const auto d = static_cast<uint32_t>(mean.size());
  Rotation rotation = params.rotation == RotationKind::kLearned
                          ? Rotation::learn(differences, d, params.rows, params.subspaces)
                          : Rotation::random(d, params.seed);
  return train(std::move(mean), std::move(rotation), differences, params);
}

Quantizer Quantizer::train(std::vector<float> mean, Rotation rotation, std::span<const float> differences,
                           const QuantizerParams& params) {
  const auto d = static_cast<uint32_t>(mean.size());
  const size_t n = differences.size() / d;
  const uint32_t rows = rotation.rows();
  std::vector<float> rotated(n * rows);
  for (size_t i = 0; i < n; ++i) rotation.apply(differences.data() + i * d, rotated.data() + i * rows);

  std::vector<int8_t> codebooks;
  std::vector<float> scales;
  std::vector<float> points;
  const bool shared = rotation.kind() == RotationKind::kRandom;
  const uint32_t widest = widestSubspace(params.subspaces, rows);
  for (uint32_t j = 0; j < params.subspaces; ++j) {
    const uint32_t begin = subspaceBegin(j, params.subspaces, rows);
    const uint32_t width = subspaceBegin(j + 1, params.subspaces, rows) - begin;
    if (shared && width < widest) continue;
    for (size_t i = 0; i < n; ++i) {
      const float* row = rotated.data() + i * rows + begin;
      if (shared && points.size() >= size_t{kMostSharedPoints} * widest) break;
      points.insert(points.end(), row, row + width);
    }
    if (shared) continue;
    const std::vector<float> centroids =
        kmeans(points, width, 1U << params.bits, kIterations, params.seed + j);
    scales.push_back(quantizeCentroids(centroids, codebooks));
    points.clear();
  }
  if (shared) {
    const std::vector<float> centroids = kmeans(points, widest, 1U << params.bits, kIterations, params.seed);
    scales.push_back(quantizeCentroids(centroids, codebooks));
  }
  return {params.subspaces,    params.bits,          std::move(mean),
          std::move(rotation), std::move(codebooks), std::move(scales)};
}

Quantizer Quantizer::none(uint32_t dimension, uint32_t subspaces, uint32_t bits) {
  return {subspaces,
          bits,
          std::vector<float>(dimension),
          Rotation(dimension, {}, {}, {}),
          {},
          std::vector<float>(subspaces)};
}

Quantizer::Quantizer(uint32_t subspaces, uint32_t bits, std::vector<float> mean, Rotation rotation,
                     std::vector<int8_t> codebooks, std::vector<float> codebookScales)
    : subspaces_(subspaces),
      bits_(bits),
      mean_(std::move(mean)),
      rotation_(std::move(rotation)),
      codebooks_(std::move(codebooks)),
      codebookScales_(std::move(codebookScales)) {}

Quantizer::Codebook Quantizer::book(uint32_t j) const {
  if (rotation_.kind() == RotationKind::kRandom) {
    return {.values = codebooks_.data(),
            .stride = widestSubspace(subspaces_, rows()),
            .scale = codebookScales_[0]};
  }
  return {.values = codebooks_.data() + size_t{centroids()} * begin(j),
          .stride = width(j),
          .scale = codebookScales_[j]};
}

std::vector<float> Quantizer::centroidsOf(uint32_t j) const {
  const Codebook codebook = book(j);
  std::vector<float> values(size_t{centroids()} * width(j));
  for (uint32_t c = 0; c < centroids(); ++c) {
    for (uint32_t i = 0; i < width(j); ++i) values[size_t{c} * width(j) + i] = codebook.at(c, i);
  }
  return values;
}

void Quantizer::rotate(const float* vector, float* out) const {
  std::vector<float> centred(dimension());
  for (uint32_t i = 0; i < dimension(); ++i) centred[i] = vector[i] - mean_[i];
  rotation_.apply(centred.data(), out);
}

std::vector<CentroidSearch> Quantizer::searches() const {
  std::vector<CentroidSearch> searches;
  for (uint32_t j = 0; j < subspaces_; ++j) {
    searches.emplace_back(centroidsOf(j), width(j));
  }
  return searches;
}

void Quantizer::encode(const std::vector<CentroidSearch>& searches, const float* rotated,
                       uint8_t* code) const {
  std::fill_n(code, codeSize(), uint8_t{0});
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const uint32_t c = searches[j].nearest(rotated + begin(j));
    if (bits_ == 8) {
      code[j] = static_cast<uint8_t>(c);
    } else {
      code[j / 2] = static_cast<uint8_t>(code[j / 2] | (c << (j % 2 * 4)));
    }
  }
}

void Quantizer::addDecoded(const uint8_t* code, float* out) const {
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const Codebook codebook = book(j);
    const uint32_t c = codeAt(code, j);
    for (uint32_t i = 0; i < width(j); ++i) out[begin(j) + i] += codebook.at(c, i);
  }
}

QueryTable Quantizer::table(const float* query, Metric metric) const {
  std::vector<float> rotated(rows());
  QueryTable table;
  if (metric == Metric::kInnerProduct) {
    table.base = -dot(query, mean_.data(), dimension());
    rotation_.apply(query, rotated.data());
  } else {
    rotate(query, rotated.data());
    table.base = std::max(
        0.0F, squaredL2(query, mean_.data(), dimension()) - dot(rotated.data(), rotated.data(), rows()));
  }
  table.scores.resize(size_t{subspaces_} * centroids());
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const std::vector<float> values = centroidsOf(j);
    for (uint32_t c = 0; c < centroids(); ++c) {
      table.scores[size_t{j} * centroids() + c] =
          leann::distance(metric, rotated.data() + begin(j), values.data() + size_t{c} * width(j), width(j));
    }
  }
  return table;
}

}  // namespace leann
