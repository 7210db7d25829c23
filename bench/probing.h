// What queries find in the nearest clusters of an index that was cut into them.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

#include "dataset.h"
#include "format/cutting.h"

namespace leann::bench {

/// The ten nearest of some queries among vectors that are shown one after the other.
class TrueTen {
 public:
  /// `data`, of which only the queries are read, must outlive it.
  TrueTen(const Dataset& data, std::vector<uint32_t> queries)
      : data_(data), queries_(std::move(queries)), best_(queries_.size()) {}

  void see(NodeId id, const float* row);
  /// In no order; one list a query.
  std::vector<std::vector<NodeId>> ids() const;

 private:
  const Dataset& data_;
  std::vector<uint32_t> queries_;
  std::vector<std::vector<Neighbor>> best_;  // heaps
};

/// Stands in a list of true answers for one that the index does not have.
inline constexpr NodeId kNowhere = std::numeric_limits<NodeId>::max();

using ReadRow = std::function<void(NodeId, float*)>;

struct Outcome {
  double reached = 0;  // of the true ten, in the clusters
  double recall = 0;   // of the hits
  double recomputed = 0, bytes = 0, passages = 0, milliseconds = 0;
};

/// The means over queries, of which truth[q] has the true ten; of the times, the median. Fetches the `count`
/// nearest clusters of each, and searches them with at most `recomputes` vectors, which `row` stands in for.
Outcome probe(const Dataset& data, const CutIndex& cut, const ReadRow& row,
              const std::vector<uint32_t>& queries, const std::vector<std::vector<NodeId>>& truth,
              uint32_t count, uint32_t recomputes);

}  // namespace leann::bench
