// Vectors, queries and exact answers for the benchmarks, from a folder that bench/data/glosses.ts describes.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/neighbor.h"
#include "vector/vector_table.h"

namespace leann::bench {

inline constexpr uint32_t kDimension = 384;
inline constexpr uint32_t kTruthDepth = 100;
inline constexpr uint32_t kTop = 10;        // of recall@10
inline constexpr uint32_t kQueries = 1000;  // that are reported on

/// Which queries: the even ones are for tuning, the odd ones for reporting.
enum class Queries : uint32_t { kTuning = 0, kReporting = 1 };

struct Dataset {
  std::vector<float> vectors;  // rows of kDimension, as are the queries: float32, unlike those of a build
  std::vector<float> queries;
  std::vector<NodeId> truth;     // rows of kTruthDepth node ids, best first
  std::vector<uint32_t> tokens;  // that an encoder reads for each node; empty if that is not known

  uint32_t size() const { return static_cast<uint32_t>(vectors.size() / kDimension); }
  const float* row(NodeId id) const { return vectors.data() + size_t{id} * kDimension; }
  uint32_t queryCount() const { return static_cast<uint32_t>(queries.size() / kDimension); }
  std::span<const float> query(uint32_t i) const {
    return {queries.data() + size_t{i} * kDimension, kDimension};
  }

  /// The first `count` of the tuning or reporting queries.
  std::vector<uint32_t> chosen(Queries which, uint32_t count) const;

  /// Passage i becomes what order[i] was.
  void renumber(std::span<const NodeId> order);

  /// The vectors as a build holds them.
  VectorTable table() const;

  /// The `count` best nodes of query i, best first.
  std::vector<NodeId> best(uint32_t i, uint32_t count) const;

  /// Share of the `k` best nodes of query i among the first k of `found`.
  double recall(uint32_t i, std::span<const NodeId> found, uint32_t k) const;
};

/// Reads vectors.f16, query-vectors.f16, truth100.i32 and, if it is there, token-counts.u32. Ends the program
/// with a message if that fails.
Dataset readDataset(const std::string& folder);

/// The same queries over the first `count` vectors alone, with their own exact answers (the first ten of each
/// row).
Dataset firstPassages(Dataset data, uint32_t count);

/// The same queries over these vectors alone, in this order, likewise.
Dataset thosePassages(const Dataset& data, std::span<const NodeId> ids);

/// The ids of the `count` nearest, nearest first.
std::vector<NodeId> nearest(std::vector<Neighbor> all, uint32_t count);

/// Share of `wanted` that is among `ids`.
double shareIn(std::span<const NodeId> wanted, std::span<const NodeId> ids);

}  // namespace leann::bench
