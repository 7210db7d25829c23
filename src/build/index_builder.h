// Builds an index in slices, so that the caller can report progress, cancel, and keep a page responsive.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/status.h"
#include "build/clustered_graph.h"
#include "build/graph_build.h"
#include "code/encoder.h"
#include "index/index.h"

namespace leann {

enum class BuildPhase : uint8_t {
  kGraph,      // first construction pass
  kPrune,      // second construction pass
  kCodes,      // training and encoding
  kCalibrate,  // learning how far the codes err
  kDone,
};

struct BuildProgress {
  BuildPhase phase;
  uint32_t done;
  uint32_t total;
};

/// add() all vectors, step() until kDone, then finish() once. The vectors live in here and nowhere else.
/// With clusters, other instances of the core may build some: handOutCluster() and takeCluster(). The index
/// is the same, whoever built which.
/// Nodes are numbered by BuildParams::numbering, with BuildParams::clusters cluster by cluster and so within
/// each; order() says how.
class IndexBuilder {
 public:
  /// Errors: kInvalidArgument for a parameter outside the range that BuildParams gives.
  static Result<std::unique_ptr<IndexBuilder>> create(uint32_t dimension, const BuildParams& params);

  /// Appends rows; all or none. Errors: those of VectorTable::append; kInvalidArgument after the first
  /// step().
  Status add(std::span<const float> vectors);
  uint32_t size() const { return vectors_.size(); }

  /// Keeps counts[0] vectors, then the next counts[1], and so on, side by side and in order, as passages of
  /// one document. Errors: kInvalidArgument if they do not add up to the vectors added, and after the
  /// first step().
  Status group(std::span<const uint32_t> counts);

  /// Once step() has reported kDone, and until finish(): order()[i] is the group that became the i-th, or
  /// without group() the vector that became node i. Counted as they were added.
  std::span<const uint32_t> order() const { return order_; }

  /// Does about `nodes` nodes' worth of work. Training the codes is one slice of its own, and so is
  /// calibrating. After kOutOfMemory the build cannot go on. Errors: kInvalidArgument if there are no
  /// vectors, if bytesPerPassage turns out to be too few, and while there is nothing to do but to wait for
  /// clusters that were handed out.
  Result<BuildProgress> step(uint32_t nodes);

  /// Hands out the next cluster that nobody has begun, as a task for buildCluster() (build/cluster_task.h).
  /// Empty if there is none, and of an index in one piece. The first call divides the vectors. After
  /// kOutOfMemory the build cannot go on. Errors: kInvalidArgument if there are no vectors.
  Result<std::vector<uint8_t>> handOutCluster();

  /// Takes the graph that buildCluster() made of a task, in any order; every byte is checked. After
  /// kOutOfMemory the build cannot go on. Errors: kCorrupt if it does not fit the cluster, and
  /// kInvalidArgument for one that is not handed out, or is back: nothing is changed then.
  Result<BuildProgress> takeCluster(std::span<const uint8_t> answer);

  /// Errors: kInvalidArgument before step() has reported kDone. The builder is empty afterwards.
  Result<Index> finish();

 private:
  IndexBuilder(uint32_t dimension, const BuildParams& params)
      : params_(params), vectors_(dimension, params.metric) {}
  template <typename Body>
  auto lasting(const char* act, Body&& body) -> decltype(body());
  Status begin();
  Result<BuildProgress> stepGraph(uint32_t nodes);
  void renumber();
  Status train();
  Result<BuildProgress> stepCodes(uint32_t nodes);
  void assemble();

  BuildParams params_;
  VectorTable vectors_;
  std::vector<uint32_t> groups_;
  std::vector<uint32_t> order_;
  BuildPhase phase_ = BuildPhase::kGraph;
  bool started_ = false;
  bool starved_ = false;
  std::optional<GraphBuild> graphBuild_;     // of a graph in one piece
  std::optional<ClusteredGraph> clustered_;  // else
  Graph graph_;
  Clusters clusters_;
  std::optional<Quantizer> quantizer_;
  std::optional<Encoder> encoder_;
  std::optional<Index> index_;
};

}  // namespace leann
