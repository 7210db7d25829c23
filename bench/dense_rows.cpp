#include "dense_rows.h"

#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "graph/hnsw.h"

namespace leann::bench {
namespace {

constexpr float kNoise = 0.35F;  // length of the noise against that of a unit vector
constexpr uint64_t kSeed = 11;

// Neighbours of each vector in a graph over the set, which are near.
Graph neighbourhoods(const Dataset& data) {
  const VectorTable table = data.table();
  HnswBuilder builder(table, {.M = 8, .maxDegree0 = 16, .efConstruction = 64});
  while (!builder.finished()) builder.insertNext();
  return builder.level0();
}

// SplitMix64 steps by a constant, so seeds that lie near each other could share a sequence: these do not.
Random randomOf(uint32_t number) { return Random(Random(kSeed ^ (uint64_t{number} << 32)).next()); }

}  // namespace

DenseRows::DenseRows(const Dataset& data) : data_(data), real_(data.size()), near_(neighbourhoods(data)) {}

void DenseRows::read(uint32_t number, float* out) const {
  const NodeId from = number % real_;
  if (number < real_) {
    std::copy_n(data_.row(from), kDimension, out);
    return;
  }
  Random random = randomOf(number);
  const auto near = near_.neighbors(from);
  const NodeId to = near.empty() ? from : near[random.below(static_cast<uint32_t>(near.size()))];
  const auto share = static_cast<float>(random.unit() * 0.5);
  const float each = kNoise / std::sqrt(static_cast<float>(kDimension));
  for (uint32_t j = 0; j < kDimension; ++j) {
    const double normal = (random.unit() + random.unit() + random.unit() + random.unit() - 2) * 1.732;
    out[j] = data_.row(from)[j] * (1 - share) + data_.row(to)[j] * share + each * static_cast<float>(normal);
  }
  const float length = std::sqrt(dot(out, out, kDimension));
  for (uint32_t j = 0; j < kDimension; ++j) out[j] /= length;
}

void densify(Dataset& data, uint32_t passages) {
  const DenseRows rows(data);
  const uint32_t real = data.size();
  data.vectors.resize(size_t{passages} * kDimension);
  for (uint32_t i = real; i < passages; ++i) rows.read(i, data.vectors.data() + size_t{i} * kDimension);
}

}  // namespace leann::bench
