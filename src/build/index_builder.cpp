#include "build/index_builder.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "build/calibrate.h"
#include "build/probed_recalls.h"
#include "build/resolved_params.h"
#include "code/training.h"
#include "graph/graph_codec.h"
#include "graph/numbering.h"

namespace leann {

Result<std::unique_ptr<IndexBuilder>> IndexBuilder::create(uint32_t dimension, const BuildParams& params) {
  return guarded("make a builder", [&]() -> Result<std::unique_ptr<IndexBuilder>> {
    if (const Status status = checkBuildParams(dimension, params); !status.ok()) return status;
    return std::unique_ptr<IndexBuilder>(new IndexBuilder(dimension, params));
  });
}

Status IndexBuilder::add(std::span<const float> vectors) {
  return guarded("add vectors", [&]() -> Status {
    if (started_) {
      return {ErrorCode::kInvalidArgument, "leann: cannot add vectors: the build has begun"};
    }
    groups_.clear();
    return vectors_.append(vectors);
  });
}

Status IndexBuilder::group(std::span<const uint32_t> counts) {
  return guarded("group vectors", [&]() -> Status {
    const auto refuse = [](const char* reason) {
      return Status(ErrorCode::kInvalidArgument, std::string("leann: cannot group vectors: ") + reason);
    };
    if (started_) return refuse("the build has begun");
    uint64_t total = 0;
    for (const uint32_t count : counts) total += count;
    if (total != vectors_.size()) return refuse("the counts do not add up to the vectors that were added");
    groups_.assign(counts.begin(), counts.end());
    return {};
  });
}

// Gives nodes their numbers, in the graph and among the vectors.
void IndexBuilder::renumber() {
  if (clustered_) {
    graph_ = clustered_->takeGraph();
    clusters_ = clustered_->takeClusters();
    order_ = clustered_->takeOrder();
    clustered_.reset();
    vectors_.reorder(groups_.empty() ? order_ : nodeOrder(order_, groups_));
    return;
  }
  graph_ = graphBuild_->take();
  graphBuild_.reset();
  if (params_.numbering == Numbering::kAsAdded) {
    order_.resize(groups_.empty() ? vectors_.size() : groups_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    return;
  }
  order_ = groups_.empty() ? localOrder(graph_) : localGroupOrder(graph_, groups_);
  const std::vector<NodeId> nodes = groups_.empty() ? order_ : nodeOrder(order_, groups_);
  graph_ = renumbered(graph_, nodes);
  vectors_.reorder(nodes);
}

Status IndexBuilder::train() {
  renumber();
  params_.clusters = clusters_.count();
  Result<BuildParams> params = resolved(params_, vectors_.dimension(), vectors_.size(),
                                        {.bytes = encodeGraph(graph_).size(), .edges = graph_.edges() / 2});
  if (!params.ok()) return params.status();
  params_ = params.value();
  quantizer_ = trainQuantizer(vectors_, graph_, *params_.prediction,
                              {.subspaces = params_.subspaces,
                               .bits = params_.bits,
                               .rotation = *params_.rotation,
                               .rows = params_.rows,
                               .seed = params_.seed});
  encoder_.emplace(graph_, *quantizer_, *params_.prediction);
  return {};
}

void IndexBuilder::assemble() {
  CodeScan codes(encoder_->codes(), quantizer_->subspaces(), quantizer_->bits());
  Lengths lengths = params_.lengthBits == 0U ? Lengths() : Lengths::fit(encoder_->lengthFactors());
  const Drift drift{.built = encoder_->size(), .builtError = std::min(encoder_->meanError(), Drift::kMost)};
  encoder_.reset();
  index_.emplace(Index{.params = params_,
                       .graph = std::move(graph_),
                       .quantizer = std::move(*quantizer_),
                       .codes = std::move(codes),
                       .lengths = std::move(lengths),
                       .drift = drift,
                       .clusters = std::move(clusters_)});
  quantizer_.reset();
}

// As guarded(), of what cannot go on without memory.
template <typename Body>
auto IndexBuilder::lasting(const char* act, Body&& body) -> decltype(body()) {
  if (starved_) return Status::outOfMemory("go on with this build");
  auto result = guarded(act, std::forward<Body>(body));
  starved_ = result.status().code() == ErrorCode::kOutOfMemory;
  return result;
}

Status IndexBuilder::begin() {
  if (vectors_.size() == 0) {
    return {ErrorCode::kInvalidArgument, "leann: cannot build an index: there are no vectors"};
  }
  if (started_) return {};
  started_ = true;
  if (params_.clusters > 0) {
    clustered_.emplace(vectors_, groups_, params_);
  } else {
    graphBuild_.emplace(vectors_, params_);
  }
  return {};
}

// What a slice is going to have done is reported before it may begin another pass.
Result<BuildProgress> IndexBuilder::stepGraph(uint32_t nodes) {
  const uint32_t total = vectors_.size();
  if (clustered_) {
    if (!clustered_->canStep()) {
      return Status(ErrorCode::kInvalidArgument,
                    "leann: cannot go on with this build: clusters that were handed out are not back");
    }
    clustered_->step(nodes);
    if (clustered_->finished()) phase_ = BuildPhase::kCodes;
    return BuildProgress{.phase = BuildPhase::kGraph, .done = clustered_->done(), .total = total};
  }
  const uint32_t before = graphBuild_->inserted();
  const BuildProgress report{.phase = graphBuild_->isPruning() ? BuildPhase::kPrune : BuildPhase::kGraph,
                             .done = before + std::min(nodes, total - before),
                             .total = total};
  graphBuild_->step(nodes);
  if (graphBuild_->finished()) phase_ = BuildPhase::kCodes;
  return report;
}

Result<BuildProgress> IndexBuilder::stepCodes(uint32_t nodes) {
  const uint32_t total = vectors_.size();
  if (!encoder_) {
    if (const Status status = train(); !status.ok()) return status;
    return BuildProgress{.phase = phase_, .done = 0, .total = total};
  }
  std::vector<float> row(vectors_.dimension());
  for (uint32_t i = 0; i < nodes && encoder_->size() < total; ++i) {
    vectors_.read(encoder_->size(), row.data());
    encoder_->append(row.data());
  }
  const BuildProgress report{.phase = phase_, .done = encoder_->size(), .total = total};
  if (encoder_->size() == total) {
    assemble();
    phase_ = BuildPhase::kCalibrate;
  }
  return report;
}

Result<BuildProgress> IndexBuilder::step(uint32_t nodes) {
  return lasting("build the index", [&]() -> Result<BuildProgress> {
    if (nodes == 0) {
      return Status(ErrorCode::kInvalidArgument,
                    "leann: cannot build 0 nodes at a time: it must be at least 1");
    }
    if (const Status status = begin(); !status.ok()) return status;
    if (phase_ == BuildPhase::kGraph) return stepGraph(nodes);
    if (phase_ == BuildPhase::kCodes) return stepCodes(nodes);
    const BuildProgress report{.phase = phase_, .done = vectors_.size(), .total = vectors_.size()};
    if (phase_ == BuildPhase::kCalibrate) {
      index_->calibration = calibrate(*index_, vectors_, params_.seed);
      index_->clusters.recalls = probedRecalls(index_->clusters, vectors_, params_.seed);
      phase_ = BuildPhase::kDone;
    }
    return report;
  });
}

Result<std::vector<uint8_t>> IndexBuilder::handOutCluster() {
  return lasting("hand out a cluster", [&]() -> Result<std::vector<uint8_t>> {
    if (params_.clusters == 0 || phase_ != BuildPhase::kGraph) return std::vector<uint8_t>();
    if (const Status status = begin(); !status.ok()) return status;
    return clustered_->handOut();
  });
}

Result<BuildProgress> IndexBuilder::takeCluster(std::span<const uint8_t> answer) {
  return lasting("take the graph of a cluster", [&]() -> Result<BuildProgress> {
    if (!clustered_) {
      return Status(ErrorCode::kInvalidArgument,
                    "leann: cannot take the graph of a cluster: none is handed out");
    }
    if (const Status status = clustered_->takeBack(answer); !status.ok()) return status;
    if (clustered_->finished()) phase_ = BuildPhase::kCodes;
    return BuildProgress{.phase = BuildPhase::kGraph, .done = clustered_->done(), .total = vectors_.size()};
  });
}

Result<Index> IndexBuilder::finish() {
  return guarded("finish the index", [&]() -> Result<Index> {
    if (phase_ != BuildPhase::kDone || !index_) {
      return Status(ErrorCode::kInvalidArgument, "leann: cannot finish the index: the build is not done");
    }
    Index index = std::move(*index_);
    index_.reset();
    order_.clear();
    vectors_ = VectorTable(index.dimension(), params_.metric);
    return index;
  });
}

}  // namespace leann
