#include "cluster_levels.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/neighbor.h"
#include "base/random.h"

namespace leann::bench {
namespace {

// Samples and rounds are as many as in the core's k-means (build/clustering.cpp).
constexpr uint32_t kSamples = 64;         // passages a cluster that k-means sees
constexpr uint32_t kCoarseSamples = 256;  // and a coarse one
constexpr uint32_t kRounds = 8;
constexpr uint32_t kMostOfMean = 2;
constexpr uint32_t kLookedThrough = 4;  // coarse clusters
constexpr uint64_t kSeed = 1;

const float* at(std::span<const float> rows, size_t i) { return rows.data() + i * kDimension; }

// In no order of their vectors, since numbers say nothing of them.
std::vector<float> drawn(const DenseRows& rows, uint32_t passages, uint32_t count) {
  std::vector<float> sample(size_t{count} * kDimension);
  Random random(kSeed);
  uint32_t wanted = count;
  float* to = sample.data();
  for (uint32_t i = 0; i < passages && wanted > 0; ++i) {
    if (random.below(passages - i) >= wanted) continue;
    rows.read(i, to);
    to += kDimension;
    --wanted;
  }
  return sample;
}

// Every so manieth row, `count` of them.
std::vector<float> thinned(std::span<const float> rows, size_t count) {
  const size_t all = rows.size() / kDimension;
  std::vector<float> some;
  for (size_t i = 0; i < std::min(all, count); ++i) {
    const float* row = at(rows, i * all / std::min(all, count));
    some.insert(some.end(), row, row + kDimension);
  }
  return some;
}

}  // namespace

ClusterLevels::ClusterLevels(const DenseRows& rows, uint32_t passages, uint32_t count)
    : most_((passages * kMostOfMean + count - 1) / count) {
  const std::vector<float> sample = drawn(rows, passages, std::min(passages, count * kSamples));
  const auto coarse = static_cast<uint32_t>(std::lround(std::sqrt(count)));
  coarseSeeds_ = kmeans(thinned(sample, size_t{coarse} * kCoarseSamples), kDimension, coarse, kRounds, kSeed);
  trainFine(sample);
  sizes_.resize(seeds_.size() / kDimension);
  sums_.resize(seeds_.size());
  clusters_.reserve(passages);
}

// A coarse cluster is divided into as many as its share of the sample asks for.
void ClusterLevels::trainFine(std::span<const float> sample) {
  const CentroidSearch search(coarseSeeds_, kDimension);
  std::vector<std::vector<uint32_t>> members(coarseSeeds_.size() / kDimension);
  const auto all = static_cast<uint32_t>(sample.size() / kDimension);
  for (uint32_t i = 0; i < all; ++i) members[search.nearest(at(sample, i))].push_back(i);
  for (const std::vector<uint32_t>& each : members) {
    std::vector<float> rows;
    for (const uint32_t i : each) rows.insert(rows.end(), at(sample, i), at(sample, i) + kDimension);
    const auto count = std::max(1U, (static_cast<uint32_t>(each.size()) + kSamples / 2) / kSamples);
    const std::vector<float> fine =
        rows.empty() ? std::vector<float>(kDimension) : kmeans(rows, kDimension, count, kRounds, kSeed);
    coarse_.push_back({.search = CentroidSearch(fine, kDimension),
                       .first = static_cast<uint32_t>(seeds_.size() / kDimension),
                       .count = static_cast<uint32_t>(fine.size() / kDimension)});
    seeds_.insert(seeds_.end(), fine.begin(), fine.end());
  }
}

std::vector<uint32_t> ClusterLevels::nearestCoarse(const float* row) const {
  std::vector<Neighbor> all;
  for (uint32_t c = 0; c < coarse_.size(); ++c) {
    all.push_back({squaredL2(row, at(coarseSeeds_, c), kDimension), c});
  }
  return nearest(std::move(all), kLookedThrough);
}

// Coarse cluster by coarse cluster, so that its centroids stay in a near cache for many rows.
void ClusterLevels::findNearest(std::span<const float> rows, std::vector<uint32_t>& best) const {
  const size_t count = rows.size() / kDimension;
  std::vector<std::vector<uint32_t>> wanted(coarse_.size());
  for (uint32_t i = 0; i < count; ++i) {
    for (const uint32_t c : nearestCoarse(at(rows, i))) wanted[c].push_back(i);
  }
  std::vector<float> distances(count, std::numeric_limits<float>::infinity());
  best.assign(count, 0);
  for (uint32_t c = 0; c < coarse_.size(); ++c) {
    for (const uint32_t i : wanted[c]) {
      const uint32_t next = coarse_[c].first + coarse_[c].search.nearest(at(rows, i));
      const float d = squaredL2(at(rows, i), at(seeds_, next), kDimension);
      if (d >= distances[i]) continue;
      distances[i] = d;
      best[i] = next;
    }
  }
}

uint32_t ClusterLevels::nearestOfAll(const float* row, bool withRoom) const {
  uint32_t best = 0;
  float smallest = std::numeric_limits<float>::infinity();
  for (uint32_t c = 0; c < count(); ++c) {
    if (withRoom && sizes_[c] >= most_) continue;
    const float d = squaredL2(row, at(seeds_, c), kDimension);
    if (d >= smallest) continue;
    smallest = d;
    best = c;
  }
  return best;
}

void ClusterLevels::add(const float* row, uint32_t cluster) {
  ++sizes_[cluster];
  clusters_.push_back(static_cast<uint16_t>(cluster));
  float* sum = sums_.data() + size_t{cluster} * kDimension;
  for (uint32_t i = 0; i < kDimension; ++i) sum[i] += row[i];
}

void ClusterLevels::assign(std::span<const float> rows) {
  std::vector<uint32_t> best;
  findNearest(rows, best);
  // Of each call, the first is checked.
  ++checked_;
  if (best[0] == nearestOfAll(rows.data(), false)) ++exact_;
  for (size_t i = 0; i < best.size(); ++i) {
    const bool full = sizes_[best[i]] >= most_;
    displaced_ += full ? 1 : 0;
    add(at(rows, i), full ? nearestOfAll(at(rows, i), true) : best[i]);
  }
}

std::vector<float> ClusterLevels::centroids() const {
  std::vector<float> means = sums_;
  for (uint32_t c = 0; c < count(); ++c) {
    float* row = means.data() + size_t{c} * kDimension;
    if (sizes_[c] == 0) std::copy_n(at(seeds_, c), kDimension, row);
    const float length = std::sqrt(dot(row, row, kDimension));
    for (uint32_t i = 0; i < kDimension; ++i) row[i] /= length;
  }
  return means;
}

double ClusterLevels::exactShare() const { return static_cast<double>(exact_) / checked_; }

}  // namespace leann::bench
