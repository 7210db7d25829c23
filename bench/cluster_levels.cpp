#include "cluster_levels.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/neighbor.h"
#include "base/random.h"
#include "vector/kmeans.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSamples = 32;         // passages a cluster that k-means sees
constexpr uint32_t kCoarseSamples = 256;  // and a coarse one
constexpr uint32_t kRounds = 8;
constexpr uint32_t kMostOfMean = 2;
constexpr uint32_t kLookedThrough = 8;  // coarse clusters
constexpr uint32_t kCandidates = 48;    // clusters
constexpr uint64_t kSeed = 1;
constexpr uint32_t kNone = UINT32_MAX;

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

// Rows at equal steps, `count` of them.
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

ClusterLevels::ClusterLevels(const Dataset& data, const DenseRows& rows, uint32_t passages, uint32_t count)
    : most_((passages * kMostOfMean + count - 1) / count) {
  train(rows, passages, count);
  findCandidates(data);
  sizes_.resize(seeds_.size() / kDimension);
  all_.resize(sizes_.size());
  std::iota(all_.begin(), all_.end(), 0U);
  sums_.resize(seeds_.size());
  clusters_.reserve(passages);
}

// A coarse cluster is divided into as many as its share of the sample asks for.
void ClusterLevels::train(const DenseRows& rows, uint32_t passages, uint32_t count) {
  const std::vector<float> sample = drawn(rows, passages, std::min(passages, count * kSamples));
  const auto wanted = static_cast<uint32_t>(std::lround(std::sqrt(count)));
  coarse_ = kmeans(thinned(sample, size_t{wanted} * kCoarseSamples), kDimension, wanted, kRounds, kSeed);
  const CentroidSearch search(coarse_, kDimension);
  std::vector<std::vector<uint32_t>> members(wanted);
  const auto all = static_cast<uint32_t>(sample.size() / kDimension);
  for (uint32_t i = 0; i < all; ++i) members[search.nearest(at(sample, i))].push_back(i);
  firsts_.push_back(0);
  for (const std::vector<uint32_t>& each : members) {
    std::vector<float> own;
    for (const uint32_t i : each) own.insert(own.end(), at(sample, i), at(sample, i) + kDimension);
    const auto share = std::lround(static_cast<double>(count) * static_cast<double>(each.size()) / all);
    if (!own.empty()) {
      own = kmeans(own, kDimension, std::max(1U, static_cast<uint32_t>(share)), kRounds, kSeed);
    }
    seeds_.insert(seeds_.end(), own.begin(), own.end());
    firsts_.push_back(static_cast<uint32_t>(seeds_.size() / kDimension));
  }
}

// Of the nearest coarse clusters, the nearest clusters.
std::vector<uint32_t> ClusterLevels::nearOnes(const float* row) const {
  std::vector<Neighbor> coarse;
  for (uint32_t c = 0; c + 1 < firsts_.size(); ++c) {
    coarse.push_back({squaredL2(row, at(coarse_, c), kDimension), c});
  }
  std::vector<Neighbor> fine;
  for (const uint32_t c : nearest(std::move(coarse), kLookedThrough)) {
    for (uint32_t i = firsts_[c]; i < firsts_[c + 1]; ++i) {
      fine.push_back({squaredL2(row, at(seeds_, i), kDimension), i});
    }
  }
  return nearest(std::move(fine), kCandidates);
}

void ClusterLevels::findCandidates(const Dataset& data) {
  for (NodeId i = 0; i < data.size(); ++i) candidates_.push_back(nearOnes(data.row(i)));
}

uint32_t ClusterLevels::nearestOf(const std::vector<uint32_t>& names, const float* row, bool withRoom) const {
  uint32_t best = kNone;
  float smallest = std::numeric_limits<float>::infinity();
  for (const uint32_t c : names) {
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

void ClusterLevels::assign(std::span<const float> rows, uint32_t first) {
  for (uint32_t i = 0; i < rows.size() / kDimension; ++i) {
    const float* row = at(rows, i);
    const std::vector<uint32_t>& candidates = candidates_[(first + i) % candidates_.size()];
    uint32_t best = nearestOf(candidates, row, false);
    if (i == 0) {
      ++checked_;
      exact_ += best == nearestOf(all_, row, false) ? 1 : 0;
    }
    if (sizes_[best] >= most_) {
      ++displaced_;
      best = nearestOf(candidates, row, true);
      if (best == kNone) best = nearestOf(all_, row, true);
    }
    add(row, best);
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
