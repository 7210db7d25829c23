#include "quantizer.h"

#include <algorithm>
#include <cmath>

#include "distance.h"
#include "kmeans.h"
#include "random.h"

namespace leann {
namespace {

constexpr uint32_t kIterations = 12;
// Enough to train one shared codebook; after a random rotation one subspace is like another.
constexpr uint32_t kMostSharedPoints = 65536;

// A seeded sample without repetition, in ascending order of id.
VectorTable drawSample(const VectorTable& vectors, uint32_t most, uint64_t seed) {
  VectorTable sample(vectors.dimension(), vectors.metric());
  const uint32_t n = vectors.size();
  uint32_t wanted = std::min(most, n);
  sample.reserve(wanted);
  Random random(seed);
  std::vector<float> row(vectors.dimension());
  for (NodeId id = 0; id < n && wanted > 0; ++id) {
    if (random.below(n - id) >= wanted) continue;
    vectors.read(id, row.data());
    sample.appendUnchecked(row);
    --wanted;
  }
  return sample;
}

std::vector<float> meanOf(const VectorTable& vectors) {
  std::vector<double> sum(vectors.dimension(), 0.0);
  std::vector<float> row(vectors.dimension());
  for (NodeId id = 0; id < vectors.size(); ++id) {
    vectors.read(id, row.data());
    for (uint32_t i = 0; i < sum.size(); ++i) sum[i] += static_cast<double>(row[i]);
  }
  std::vector<float> mean;
  mean.reserve(sum.size());
  for (const double s : sum) mean.push_back(static_cast<float>(s / vectors.size()));
  return mean;
}

// x - mean, rotated.
void project(const float* x, std::span<const float> mean, const Rotation& rotation,
             std::vector<float>& centred, float* out) {
  for (size_t i = 0; i < mean.size(); ++i) centred[i] = x[i] - mean[i];
  rotation.apply(centred.data(), out);
}

// Rounds centroids to int8 with one scale; appends to `values` and returns the scale.
float quantizeCentroids(const std::vector<float>& centroids, std::vector<int8_t>& values) {
  float most = 0;
  for (const float c : centroids) most = std::max(most, std::fabs(c));
  const float scale = most > 0 ? most / 127 : 1;
  for (const float c : centroids) values.push_back(static_cast<int8_t>(std::floor(c / scale + 0.5F)));
  return scale;
}

}  // namespace

Quantizer Quantizer::train(const VectorTable& vectors, const QuantizerParams& params) {
  const uint32_t d = vectors.dimension();
  const VectorTable sample = drawSample(vectors, params.bits == 8 ? 16384 : 8192, params.seed);
  std::vector<float> mean = meanOf(sample);
  Rotation rotation = params.rotation == RotationKind::kLearned
                          ? Rotation::learn(sample, mean, params.subspaces)
                          : Rotation::random(d, params.seed);

  std::vector<float> projected(size_t{sample.size()} * d);
  std::vector<float> centred(d), raw(d);
  for (NodeId id = 0; id < sample.size(); ++id) {
    sample.read(id, raw.data());
    project(raw.data(), mean, rotation, centred, projected.data() + size_t{id} * d);
  }
  std::vector<int8_t> codebooks;
  std::vector<float> scales;
  std::vector<float> points;
  const bool shared = rotation.kind() == RotationKind::kRandom;
  const uint32_t widest = widestSubspace(params.subspaces, d);
  for (uint32_t j = 0; j < params.subspaces; ++j) {
    const uint32_t begin = subspaceBegin(j, params.subspaces, d);
    const uint32_t width = subspaceBegin(j + 1, params.subspaces, d) - begin;
    if (shared && width < widest) continue;
    for (NodeId id = 0; id < sample.size(); ++id) {
      const float* row = projected.data() + size_t{id} * d + begin;
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

Quantizer::Quantizer(uint32_t subspaces, uint32_t bits, std::vector<float> mean, Rotation rotation,
                     std::vector<int8_t> codebooks, std::vector<float> codebookScales)
    : subspaces_(subspaces),
      bits_(bits),
      mean_(std::move(mean)),
      rotation_(std::move(rotation)),
      codebooks_(std::move(codebooks)),
      codebookScales_(std::move(codebookScales)),
      centroids_(size_t{centroids()} * dimension()) {
  const bool shared = rotation_.kind() == RotationKind::kRandom;
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const uint32_t begin = subspaceBegin(j, subspaces_, dimension());
    const uint32_t width = subspaceBegin(j + 1, subspaces_, dimension()) - begin;
    const uint32_t stride = shared ? widestSubspace(subspaces_, dimension()) : width;
    const int8_t* book = codebooks_.data() + (shared ? 0 : size_t{centroids()} * begin);
    const float scale = codebookScales_[shared ? 0 : j];
    float* out = centroids_.data() + size_t{centroids()} * begin;
    for (uint32_t c = 0; c < centroids(); ++c) {
      for (uint32_t i = 0; i < width; ++i) *out++ = static_cast<float>(book[size_t{c} * stride + i]) * scale;
    }
  }
}

std::vector<uint8_t> Quantizer::encode(const VectorTable& vectors) const {
  const uint32_t d = dimension();
  std::vector<CentroidSearch> searches;
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const uint32_t begin = subspaceBegin(j, subspaces_, d);
    const uint32_t width = subspaceBegin(j + 1, subspaces_, d) - begin;
    searches.emplace_back(
        std::span(centroids_.data() + size_t{centroids()} * begin, size_t{centroids()} * width), width);
  }
  std::vector<uint8_t> codes(size_t{vectors.size()} * codeSize(), 0);
  std::vector<float> row(d), centred(d), rotated(d);
  for (NodeId id = 0; id < vectors.size(); ++id) {
    vectors.read(id, row.data());
    project(row.data(), mean_, rotation_, centred, rotated.data());
    uint8_t* code = codes.data() + size_t{id} * codeSize();
    for (uint32_t j = 0; j < subspaces_; ++j) {
      const uint32_t c = searches[j].nearest(rotated.data() + subspaceBegin(j, subspaces_, d));
      if (bits_ == 8) {
        code[j] = static_cast<uint8_t>(c);
      } else {
        code[j / 2] = static_cast<uint8_t>(code[j / 2] | (c << (j % 2 * 4)));
      }
    }
  }
  return codes;
}

void Quantizer::decode(const uint8_t* code, float* out) const {
  std::vector<float> rotated(dimension());
  decodeRotated(code, rotated.data());
  rotation_.applyTransposed(rotated.data(), out);
  for (uint32_t i = 0; i < dimension(); ++i) out[i] += mean_[i];
}

void Quantizer::rotate(const float* vector, float* out) const {
  std::vector<float> centred(dimension());
  project(vector, mean_, rotation_, centred, out);
}

void Quantizer::decodeRotated(const uint8_t* code, float* out) const {
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const uint32_t begin = subspaceBegin(j, subspaces_, dimension());
    const uint32_t width = subspaceBegin(j + 1, subspaces_, dimension()) - begin;
    const float* centroid = centroids_.data() + size_t{centroids()} * begin + size_t{codeAt(code, j)} * width;
    std::copy_n(centroid, width, out + begin);
  }
}

QueryTable Quantizer::table(const float* query, Metric metric) const {
  const uint32_t d = dimension();
  std::vector<float> rotated(d);
  QueryTable table;
  if (metric == Metric::kInnerProduct) {
    table.base = -dot(query, mean_.data(), d);
    rotation_.apply(query, rotated.data());
  } else {
    std::vector<float> centred(d);
    project(query, mean_, rotation_, centred, rotated.data());
  }
  table.scores.resize(size_t{subspaces_} * centroids());
  for (uint32_t j = 0; j < subspaces_; ++j) {
    const uint32_t begin = subspaceBegin(j, subspaces_, d);
    const uint32_t width = subspaceBegin(j + 1, subspaces_, d) - begin;
    const float* book = centroids_.data() + size_t{centroids()} * begin;
    for (uint32_t c = 0; c < centroids(); ++c) {
      table.scores[size_t{j} * centroids() + c] =
          leann::distance(metric, rotated.data() + begin, book + size_t{c} * width, width);
    }
  }
  return table;
}

float Quantizer::distance(const QueryTable& table, const uint8_t* code) const {
  float sum = table.base;
  const float* scores = table.scores.data();
  for (uint32_t j = 0; j < subspaces_; ++j, scores += centroids()) sum += scores[codeAt(code, j)];
  return sum;
}

}  // namespace leann
