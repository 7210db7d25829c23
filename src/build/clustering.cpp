#include "build/clustering.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/random.h"
#include "vector/distance.h"
#include "vector/kmeans.h"

namespace leann {
namespace {

constexpr uint32_t kSamples = 64;  // groups a cluster that k-means sees
constexpr uint32_t kRounds = 8;
constexpr uint32_t kMostOfMean = 2;

class Groups {
 public:
  Groups(const VectorTable& vectors, std::span<const uint32_t> counts) : vectors_(vectors), counts_(counts) {
    firsts_.resize(counts.size());
    std::exclusive_scan(counts.begin(), counts.end(), firsts_.begin(), NodeId{0});
  }

  uint32_t size() const { return counts_.empty() ? vectors_.size() : static_cast<uint32_t>(counts_.size()); }
  uint32_t nodes(uint32_t group) const { return counts_.empty() ? 1 : counts_[group]; }

  // The mean of a group's vectors, under inner product brought to length 1, as is each vector in it.
  void mean(uint32_t group, float* out) const {
    const uint32_t d = vectors_.dimension();
    if (counts_.empty()) {
      vectors_.read(group, out);
      return normalize(out);
    }
    std::fill_n(out, d, 0.0F);
    std::vector<float> row(d);
    for (uint32_t i = 0; i < counts_[group]; ++i) {
      vectors_.read(firsts_[group] + i, row.data());
      normalize(row.data());
      for (uint32_t j = 0; j < d; ++j) out[j] += row[j] / static_cast<float>(counts_[group]);
    }
    normalize(out);
  }

  void normalize(float* row) const {
    const uint32_t d = vectors_.dimension();
    const float length = std::sqrt(dot(row, row, d));
    if (vectors_.metric() == Metric::kL2 || !(length > 0)) return;
    for (uint32_t i = 0; i < d; ++i) row[i] /= length;
  }

 private:
  const VectorTable& vectors_;
  std::span<const uint32_t> counts_;
  std::vector<NodeId> firsts_;
};

std::vector<float> trained(const Groups& groups, uint32_t dimension, uint32_t count, uint64_t seed) {
  const auto most = static_cast<uint32_t>(std::min<uint64_t>(groups.size(), uint64_t{count} * kSamples));
  std::vector<float> sample(size_t{most} * dimension);
  Random random(seed);
  uint32_t wanted = most;
  float* to = sample.data();
  for (uint32_t group = 0; group < groups.size() && wanted > 0; ++group) {
    if (random.below(groups.size() - group) >= wanted) continue;
    groups.mean(group, to);
    to += dimension;
    --wanted;
  }
  return kmeans(sample, dimension, count, kRounds, seed);
}

// The nearest cluster that has room for `nodes` more; if none has, the one with the fewest.
uint32_t withRoom(std::span<const float> centroids, std::span<const uint64_t> filled, const float* mean,
                  uint32_t dimension, uint64_t mostBefore) {
  auto best = static_cast<uint32_t>(std::min_element(filled.begin(), filled.end()) - filled.begin());
  float nearest = std::numeric_limits<float>::infinity();
  for (uint32_t c = 0; c < filled.size(); ++c) {
    if (filled[c] > mostBefore) continue;
    const float d = squaredL2(mean, centroids.data() + size_t{c} * dimension, dimension);
    if (d >= nearest) continue;
    nearest = d;
    best = c;
  }
  return best;
}

// Clusters one after the other, each time the nearest that is left.
std::vector<uint32_t> tour(std::span<const float> centroids, uint32_t dimension,
                           std::vector<uint32_t> order) {
  const auto at = [&](size_t i) { return centroids.data() + size_t{order[i]} * dimension; };
  for (size_t i = 1; i < order.size(); ++i) {
    size_t next = i;
    float nearest = std::numeric_limits<float>::infinity();
    for (size_t j = i; j < order.size(); ++j) {
      const float d = squaredL2(at(i - 1), at(j), dimension);
      if (d >= nearest) continue;
      nearest = d;
      next = j;
    }
    std::swap(order[i], order[next]);
  }
  return order;
}

// Which groups each cluster has, and the sum of their vectors.
class Assignment {
 public:
  Assignment(const Groups& groups, std::vector<float> seeds, uint32_t dimension, uint32_t nodes)
      : groups_(groups),
        dimension_(dimension),
        seeds_(std::move(seeds)),
        search_(seeds_, dimension),
        members_(seeds_.size() / dimension),
        filled_(members_.size(), 0),
        sums_(seeds_.size(), 0.0F),
        mean_(dimension),
        most_((uint64_t{nodes} * kMostOfMean + members_.size() - 1) / members_.size()) {}

  // `group`: with a node at least.
  void add(uint32_t group) {
    const uint64_t nodes = groups_.nodes(group);
    groups_.mean(group, mean_.data());
    uint32_t c = search_.nearest(mean_.data());
    if (filled_[c] + nodes > most_) {
      c = withRoom(seeds_, filled_, mean_.data(), dimension_, most_ - std::min(nodes, most_));
    }
    members_[c].push_back(group);
    filled_[c] += nodes;
    float* sum = sums_.data() + size_t{c} * dimension_;
    for (uint32_t i = 0; i < dimension_; ++i) sum[i] += static_cast<float>(nodes) * mean_[i];
  }

  // Without those that got nothing.
  Clustering finish() {
    std::vector<uint32_t> used;
    for (uint32_t c = 0; c < members_.size(); ++c) {
      if (filled_[c] == 0) continue;
      used.push_back(c);
      float* centroid = sums_.data() + size_t{c} * dimension_;
      for (uint32_t i = 0; i < dimension_; ++i) centroid[i] /= static_cast<float>(filled_[c]);
      groups_.normalize(centroid);
    }
    Clustering result;
    for (const uint32_t c : tour(sums_, dimension_, std::move(used))) {
      result.members.push_back(std::move(members_[c]));
      const float* centroid = sums_.data() + size_t{c} * dimension_;
      result.centroids.insert(result.centroids.end(), centroid, centroid + dimension_);
    }
    return result;
  }

 private:
  const Groups& groups_;
  uint32_t dimension_;
  std::vector<float> seeds_;
  CentroidSearch search_;
  std::vector<std::vector<uint32_t>> members_;
  std::vector<uint64_t> filled_;  // nodes
  std::vector<float> sums_;
  std::vector<float> mean_;
  uint64_t most_;  // nodes of a cluster
};

}  // namespace

Clustering clustered(const VectorTable& vectors, std::span<const uint32_t> counts, uint32_t count,
                     uint64_t seed) {
  const Groups groups(vectors, counts);
  const uint32_t d = vectors.dimension();
  Assignment assignment(groups, trained(groups, d, std::min(count, groups.size()), seed), d, vectors.size());
  std::vector<uint32_t> nothing;  // groups without a node
  for (uint32_t group = 0; group < groups.size(); ++group) {
    if (groups.nodes(group) == 0) {
      nothing.push_back(group);
    } else {
      assignment.add(group);
    }
  }
  Clustering result = assignment.finish();
  result.members[0].insert(result.members[0].end(), nothing.begin(), nothing.end());
  return result;
}

}  // namespace leann
