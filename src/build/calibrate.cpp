#include "build/calibrate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/neighbor.h"
#include "base/random.h"
#include "search/estimates.h"
#include "search/stopping.h"
#include "vector/distance.h"

namespace leann {
namespace {

constexpr uint32_t kTrials = 256;
constexpr uint32_t kFewestNodes = 32;
constexpr uint32_t kTop = 10;        // the k of the trials
constexpr uint32_t kSurprises = 64;  // best nodes of a trial whose errors are looked at
constexpr uint32_t kDepth = 512;     // best nodes of a trial that are compared with the truth
constexpr uint32_t kBatch = 8;
// The number of real misses says something only if some are expected, but not many.
constexpr float kFewestMisses = 0.05F;
constexpr float kMostMisses = 5;
// Real queries miss more than trials do, and differ less between indexes (even queries of debian-60k, 1,000
// to 60,000 nodes): few misses of the trials are averaged with this.
constexpr double kUsualMisses = 0.7;

// The most promising nodes of a query, by estimate, with their exact distances.
struct Trial {
  std::vector<float> estimated, exact;
  float length = 1;
};

Trial tryQuery(const Index& index, const VectorTable& vectors, NodeId a, NodeId b) {
  const uint32_t d = index.dimension();
  const Metric metric = index.params.metric;
  std::vector<float> query(d), row(d), estimates(index.size());
  vectors.read(a, query.data());
  vectors.read(b, row.data());
  for (uint32_t i = 0; i < d; ++i) query[i] = (query[i] + row[i]) / 2;
  const float length = std::sqrt(dot(query.data(), query.data(), d));
  if (metric == Metric::kInnerProduct && length > 0) {
    for (float& x : query) x /= length;
  }
  Estimates(index, query.data()).all(estimates);
  std::vector<Neighbor> best;
  best.reserve(index.size());
  for (NodeId v = 0; v < index.size(); ++v) {
    if (v != a && v != b) best.push_back({estimates[v], v});
  }
  const size_t depth = std::min<size_t>(kDepth, best.size());
  std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(depth), best.end());
  Trial trial;
  for (size_t i = 0; i < depth; ++i) {
    vectors.read(best[i].id, row.data());
    trial.estimated.push_back(best[i].distance);
    trial.exact.push_back(distance(metric, query.data(), row.data(), d));
  }
  return trial;
}

void learnErrors(const std::vector<Trial>& trials, Calibration& calibration) {
  double sum = 0, squares = 0;
  uint32_t count = 0;
  for (const Trial& trial : trials) {
    for (size_t i = 0; i < std::min<size_t>(kSurprises, trial.exact.size()); ++i, ++count) {
      const auto surprise = static_cast<double>(trial.exact[i] - trial.estimated[i]);
      sum += surprise;
      squares += surprise * surprise;
    }
  }
  const double mean = sum / count;
  calibration.bias = static_cast<float>(mean);
  calibration.deviation = static_cast<float>(std::sqrt(std::max(0.0, squares / count - mean * mean)));
}

// Runs each trial as a search would go, and compares the misses that are expected with those that there are.
void learnMisses(const std::vector<Trial>& trials, Calibration& calibration) {
  double expected = 0, real = 0;
  for (const Trial& trial : trials) {
    if (trial.exact.size() <= kTop) continue;
    std::vector<float> sorted = trial.exact;
    std::sort(sorted.begin(), sorted.end());
    const float truth = sorted[kTop - 1];
    StoppingRule rule(calibration, 1);
    std::vector<float> known;
    for (size_t begin = 0; begin < trial.exact.size(); begin += kBatch) {
      const size_t end = std::min<size_t>(begin + kBatch, trial.exact.size());
      for (size_t i = begin; i < end; ++i) {
        rule.observe(trial.exact[i] - trial.estimated[i]);
        known.push_back(trial.exact[i]);
      }
      std::sort(known.begin(), known.end());
      if (known.size() < kTop) continue;
      const float misses = rule.expectedMisses(std::span(trial.estimated).subspan(end), known[kTop - 1]);
      if (misses < kFewestMisses) break;
      if (misses > kMostMisses) continue;
      expected += static_cast<double>(misses);
      real += static_cast<double>(std::count_if(trial.exact.begin() + static_cast<std::ptrdiff_t>(end),
                                                trial.exact.end(), [&](float x) { return x <= truth; }));
    }
  }
  if (expected > 0) {
    const double misses = real / expected;
    calibration.misses = static_cast<float>(std::min(std::max(misses, (misses + kUsualMisses) / 2), 3.0));
  }
}

}  // namespace

Calibration calibrate(const Index& index, const VectorTable& vectors, uint64_t seed) {
  Calibration calibration;
  if (vectors.size() < kFewestNodes) return calibration;
  Random random(seed);
  std::vector<Trial> trials;
  for (uint32_t i = 0; i < kTrials; ++i) {
    const NodeId a = random.below(vectors.size());
    const NodeId b = random.below(vectors.size());
    trials.push_back(tryQuery(index, vectors, a, b));
  }
  learnErrors(trials, calibration);
  learnMisses(trials, calibration);
  return calibration;
}

}  // namespace leann
