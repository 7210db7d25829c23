// Whether an index should be compacted or rebuilt.
#pragma once

#include "index/index.h"

namespace leann {

/// The upkeep that would help an index most.
enum class Upkeep : uint8_t {
  kNone = 0,
  kCompaction = 1,  // a fifth of its nodes or more is removed
  kRebuild = 2,     // its codes err by a quarter more than when it was built, or more
};

/// The state of an index. The more codes err, the more a search recomputes, so that recall holds: on
/// debian-60k about 20 % more vectors at 1.1 (docs/benchmarks.md, "Churn").
struct Condition {
  double removed = 0;   // share of the nodes that were removed
  double inserted = 0;  // share of the nodes that codebooks were not trained for
  double error = 1;  // mean squared error of the codes, as a multiple of what it was when they were trained
  Upkeep due = Upkeep::kNone;
};

/// O(1).
Condition conditionOf(const Index& index);

}  // namespace leann
