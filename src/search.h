// A search as a state machine: it says which nodes it needs embedded, and is fed their vectors, until it is
// done.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "index.h"
#include "neighbor.h"
#include "status.h"
#include "visited_set.h"

namespace leann {

enum class Strategy : uint8_t {
  kRerank = 0,    // rank all by their codes, recompute the best, let the graph raise what lies near good ones
  kTwoLevel = 1,  // LEANN, Algorithm 2: walk by exact distances, recomputing only what codes promise
  kBestFirst = 2,  // walk by exact distances, recomputing every node met: plain HNSW search on level 0
};

struct SearchParams {
  uint32_t k = 10;  // hits wanted; at least 1
  Strategy strategy = Strategy::kRerank;
  uint32_t ef = 64;         // walks: length of the result list; kRerank: nodes recomputed; >= k
  double ratio = 0.1;       // kTwoLevel: share of all nodes seen whose vectors are worth having; (0, 1]
  uint32_t batchSize = 16;  // vectors asked for at a time, where the strategy leaves a choice; >= 1
  uint32_t maxRecomputes = std::numeric_limits<uint32_t>::max();  // most vectors asked for in all
};

struct Hit {
  NodeId id;
  float distance;  // smaller is nearer: -dot or squared L2
  bool exact;      // from the recomputed vector; else estimated from the code
};

struct SearchStats {
  uint32_t recomputed = 0;  // vectors supplied
  uint32_t batches = 0;     // calls of supply
  uint32_t visited = 0;     // nodes whose code or vector was looked at
};

/// One query on one index. Usage: `while (!s->done()) s->supply(embed(s->wants()));` Bounds every call's
/// work; never asks for a node twice.
class Search {
 public:
  /// `query`: dimension floats. Errors: kInvalidArgument for parameters outside their range;
  /// kDimensionMismatch, kNotFinite, kZeroVector for the query.
  static Result<std::unique_ptr<Search>> create(std::shared_ptr<const Index> index,
                                                std::span<const float> query, const SearchParams& params);
  virtual ~Search() = default;
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  bool done() const { return wants_.empty(); }

  /// Nodes to be embedded now; empty when done.
  std::span<const NodeId> wants() const { return wants_; }

  /// The vectors of wants(), row by row, in its order. Errors: those of VectorTable::append, and
  /// kDimensionMismatch when the count differs; the search is then unchanged and can be supplied again.
  /// kOutOfMemory ends the search; hits() still gives what was known.
  Status supply(std::span<const float> vectors);

  /// The best k known so far, best first. Before the search is done, estimates compete with exact distances;
  /// in the end, exact ones come first.
  Result<std::vector<Hit>> hits() const;

  const SearchStats& stats() const { return stats_; }

 protected:
  Search(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params);

  /// Takes in `results` for the nodes in wants_, then fills wants_ anew; leaves it empty when the search is
  /// over.
  virtual void advance(std::span<const Neighbor> results) = 0;

  /// Estimated hits that were not recomputed, best first, at most `count`.
  virtual std::vector<Neighbor> estimates(uint32_t count) const = 0;

  float estimate(NodeId id) const { return index_->quantizer.distance(table_, index_->code(id)); }
  uint32_t budget() const { return params_.maxRecomputes - stats_.recomputed; }

  std::shared_ptr<const Index> index_;
  std::vector<float> query_;
  SearchParams params_;
  QueryTable table_;
  std::vector<NodeId> wants_;
  SearchStats stats_;

 private:
  std::vector<Hit> ranked() const;

  std::vector<Neighbor> exact_;  // every recomputed node
};

}  // namespace leann
