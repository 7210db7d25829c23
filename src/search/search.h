// A search as a state machine: it says which nodes it needs embedded, and is fed their vectors, until it is
// done.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/neighbor.h"
#include "base/status.h"
#include "graph/removed.h"
#include "index/index.h"
#include "index/vector_cache.h"
#include "search/hit.h"

namespace leann {

class Predictors;

enum class Strategy : uint8_t {
  kAuto = 0,  // kScan: a walk finds less, and is not always faster (docs/benchmarks.md, "Scan or walk")
  kScan = 1,  // rank all nodes by their codes, recompute the best until enough is known
  // Experimental: for research and comparison.
  kWalk = 2,       // as kScan, with the nodes that a walk of the graph by codes meets
  kTwoLevel = 3,   // LEANN, Algorithm 2: walk by exact distances, recomputing only what codes promise
  kBestFirst = 4,  // walk by exact distances, recomputing every node met: plain HNSW search on level 0
};

struct SearchParams {
  uint32_t k = 10;  // hits wanted; at least 1
  Strategy strategy = Strategy::kAuto;
  double confidence = 0.95;  // kScan, kWalk: the recall@k at which a search ends; 0 .. 1
  /// kScan: above 0, a search ends not by confidence but as soon as knowing every distance would better
  /// the ranking by no more than this (StoppingRule::expectedGain); its batches then begin small.
  double leastGain = 0;
  uint32_t ef = 64;        // experimental; walks: length of the candidate or result list; raised to k
  double ratio = 0.1;      // experimental; kTwoLevel: share of the nodes met that is recomputed; (0, 1]
  uint32_t batchSize = 8;  // vectors asked for at a time, if the strategy leaves a choice; >= 1
  /// Most vectors asked for in all. JavaScript's default is a limit.
  uint32_t maxRecomputes = std::numeric_limits<uint32_t>::max();
  /// Bit v (the lowest of byte v / 8 first) says whether node v may be recomputed and be a hit: (size + 7) /
  /// 8 bytes, or empty for all.
  std::vector<uint8_t> allowed = {};
  /// kScan: nodes that something besides their vectors speaks for, ascending, and by how much nearer each
  /// counts: `distance`, finite and at least 0. All distances of the search, also those of its hits, are less
  /// by that.
  std::vector<Neighbor> bonuses = {};
};

/// SearchParams::bonuses of parallel arrays, as far as both go.
std::vector<Neighbor> bonusesOf(std::span<const NodeId> nodes, std::span<const float> values);

/// Why a search ended.
enum class Ended : uint8_t {
  kNotYet = 0,
  kConfident = 1,       // kScan, kWalk: of going on, no more is expected than confidence or leastGain ask for
  kMostRecomputed = 2,  // maxRecomputes
  kExhausted = 3,       // nothing is left to recompute
  kWalked = 4,          // kTwoLevel, kBestFirst: the walk came to its end
  kStopped = 5,         // the caller, or want of memory
};

struct SearchStats {
  uint32_t recomputed = 0;              // vectors supplied
  uint32_t cached = 0;                  // vectors found in the cache
  uint32_t batches = 0;                 // calls of supply
  uint32_t visited = 0;                 // nodes whose code or vector was looked at
  Strategy strategy = Strategy::kAuto;  // the one that ran: not kAuto
  Ended ended = Ended::kNotYet;
  float expectedRecall = 0;  // kScan, kWalk: recall@k by the calibrated bound; 0 while it is unknown
};

/// One query on one index. All nodes are named by their numbers in the whole index; if it is cut, those that
/// are not at hand are not found, and what parameters say of them is of no effect. Usage: `while (!s->done())
/// s->supply(embed(s->wants()));` Bounds every call's work; never asks for a node twice, nor for one that is
/// removed or not allowed, or whose vector is in the cache.
class Search {
 public:
  /// Defined in start_search.cpp, which knows the strategies.
  /// `query`: dimension floats. `cache`: of this index, or null; what is supplied goes in. `predictors`: of
  /// this index, or null; they are needed for this call only, and make scans faster. Errors: kInvalidArgument
  /// for parameters outside their range; kDimensionMismatch, kNotFinite, kZeroVector for the query;
  /// kDimensionMismatch for a cache of other vectors.
  static Result<std::unique_ptr<Search>> create(std::shared_ptr<const Index> index,
                                                std::span<const float> query, const SearchParams& params,
                                                std::shared_ptr<VectorCache> cache = nullptr,
                                                const Predictors* predictors = nullptr);
  virtual ~Search() = default;
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  bool done() const { return wants_.empty(); }

  /// Nodes to be embedded now; empty when done.
  std::span<const NodeId> wants() const { return index_->cut ? named_ : wants_; }

  /// The vectors of wants(), row by row, in its order. Errors: those of VectorTable::append, and
  /// kDimensionMismatch when the count differs; the search is then unchanged and can be supplied again.
  /// kOutOfMemory ends the search; hits() still gives what was known.
  Status supply(std::span<const float> vectors);

  /// These nodes turned out not to be what they were when the index was made: from now on they are neither
  /// wanted nor hits, and what was known of them counts no more. Errors: kInvalidArgument for a node that
  /// there is not; kOutOfMemory as for supply.
  Status exclude(std::span<const NodeId> nodes);

  /// Ends the search with what is known.
  void stop();

  /// The best `count` known so far, k if it is 0, best first. Estimates, corrected by how far they are
  /// usually off, compete with exact distances.
  Result<std::vector<Hit>> hits(uint32_t count = 0) const;

  const SearchStats& stats() const { return stats_; }

 protected:
  Search(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
         std::shared_ptr<VectorCache> cache);

  /// Takes in `results` for the nodes in wants_, then fills wants_ again; leaves it empty and says why in
  /// stats_.ended when the search is over.
  virtual void advance(std::span<const Neighbor> results) = 0;
  /// Calls advance, and names what is then wanted.
  void proceed(std::span<const Neighbor> results);

  /// Estimated hits that were not recomputed, corrected, best first, at most `count`.
  virtual std::vector<Neighbor> estimates(uint32_t count) const = 0;

  /// A node that is not allowed any more, one that came after the search began included; what is in `exact`
  /// and `wants_` of it is gone already.
  virtual void forget(NodeId id) = 0;

  /// Whether a node may be recomputed and be a hit.
  bool allowed(NodeId id) const {
    return !index_->removed.contains(id) && !excluded_.contains(id) &&
           (params_.allowed.empty() || isSet(index_->wholeNumber(id)));
  }
  /// The exact distance of a node whose vector is in the cache; it then counts as known.
  std::optional<Neighbor> recall(NodeId id);
  uint32_t budget() const { return params_.maxRecomputes - stats_.recomputed; }
  /// Exact distances known so far, in no order.
  std::span<const Neighbor> exact() const { return exact_; }
  /// The best `count` known so far, named by their numbers in the whole index.
  std::vector<Hit> ranked(uint32_t count) const;

  std::shared_ptr<const Index> index_;
  std::vector<float> query_;
  SearchParams params_;
  std::vector<NodeId> wants_;
  SearchStats stats_;

 private:
  float exactDistance(NodeId id, const float* vector) const;
  bool isSet(NodeId whole) const { return (params_.allowed[whole / 8] >> (whole % 8) & 1U) != 0; }

  std::shared_ptr<VectorCache> cache_;
  Removed excluded_;
  std::vector<float> recalled_;  // one vector
  std::vector<Neighbor> exact_;  // every node whose vector was seen
  std::vector<NodeId> named_;    // wants_ by their numbers in the whole index, if that is cut
};

}  // namespace leann
