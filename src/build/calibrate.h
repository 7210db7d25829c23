// Learning, while the vectors are still there, how far the codes of an index err.
#pragma once

#include "index/calibration.h"
#include "index/index.h"
#include "vector/vector_table.h"

namespace leann {

/// Tries queries halfway between two passages, which real queries resemble in how far estimates are off (a
/// passage itself is too easy), and compares what the codes say of their nearest nodes with the truth.
/// `vectors`: those that the index was built from. O(trials * size * (codeSize + degree)). An index of fewer
/// than 32 nodes keeps the default, which leaves every decision to the queries themselves.
Calibration calibrate(const Index& index, const VectorTable& vectors, uint64_t seed);

}  // namespace leann
