// When a search may stop: what is still to be expected of it, by what is known of the codes' errors.
#pragma once

#include <span>

#include "index/calibration.h"
#include "search/hit.h"

namespace leann {

/// One query's view of a Calibration: begins with it and is corrected by what the query itself meets.
class StoppingRule {
 public:
  /// `length`: of the query under inner product, else 1.
  StoppingRule(const Calibration& calibration, float length);

  /// A node's estimate was off by `surprise` = exact - estimated.
  void observe(float surprise);

  /// The mean surprise.
  float bias() const { return sum_ / count_; }

  /// The expected number of nodes that are nearer than `kth`, the exact distance of the k-th hit so far,
  /// though their `estimates` (infinite for nodes that do not count) say otherwise or nothing was asked yet.
  /// An exact distance is taken to be normal about the estimate. O(estimates).
  float expectedMisses(std::span<const float> estimates, float kth) const;

  /// By how much the ranking `hits` (best first, the first k and what may belong among them) would get better
  /// if all its distances were exact: the growth of the expected reciprocal rank of what was looked for, as
  /// far as one hit changes places with another. Which hit that is, their distances say: by
  /// `telling`, each is less likely by a factor of e. O(k · hits).
  float expectedGain(std::span<const Hit> hits, uint32_t k, float telling) const;

 private:
  float deviation() const;

  float misses_;
  // Weighted sums over the surprises, the calibration counting as the first few of them.
  float count_, sum_, squares_;
};

/// P(Z > z) of a standard normal Z, off by less than 5e-7 (Abramowitz & Stegun 26.2.19, in float32).
float normalTail(float z);

}  // namespace leann
