// How far the codes of an index err.
#pragma once

namespace leann {

/// How far estimates of the most promising nodes are off, learned from trial queries when an index is built
/// (build/calibrate.h). In units of distance, for a query of length 1 under inner product.
struct Calibration {
  float bias = 0;          // mean of exact - estimated
  float deviation = 0.1F;  // standard deviation of that
  float misses = 1;        // true misses per miss that the normal distribution expects
};

}  // namespace leann
