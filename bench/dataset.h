// Vectors, queries and exact answers for the benchmarks, from a folder like shared/data/debian-60k.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "vector_table.h"

namespace leann::bench {

inline constexpr uint32_t kDimension = 384;
inline constexpr uint32_t kTruthDepth = 100;

struct Dataset {
  std::vector<float> vectors;  // rows of kDimension, as are the queries: float32, unlike those of a build
  std::vector<float> queries;
  std::vector<int32_t> truth;  // rows of kTruthDepth node ids, best first

  uint32_t size() const { return static_cast<uint32_t>(vectors.size() / kDimension); }
  const float* row(NodeId id) const { return vectors.data() + size_t{id} * kDimension; }
  uint32_t queryCount() const { return static_cast<uint32_t>(queries.size() / kDimension); }
  std::span<const float> query(uint32_t i) const {
    return {queries.data() + size_t{i} * kDimension, kDimension};
  }

  /// The vectors as a build holds them.
  VectorTable table() const;

  /// Share of the `k` best nodes of query i among `found`.
  double recall(uint32_t i, std::span<const NodeId> found, uint32_t k) const;
};

/// Reads vectors.f16, query-vectors.f16 and truth100.i32. Ends the program with a message when that fails.
Dataset readDataset(const std::string& folder);

/// The same queries over the first `count` vectors alone, with their own exact answers (the first ten of each
/// row).
Dataset firstPassages(Dataset data, uint32_t count);

}  // namespace leann::bench
