#include "build/index_builder.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "build/calibrate.h"
#include "build/resolved_params.h"
#include "code/training.h"
#include "graph/graph_codec.h"
#include "graph/numbering.h"
#include "graph/pruning.h"

namespace leann {
namespace {

HnswParams firstPass(const BuildParams& p) {
  if (p.pruning == Pruning::kSmallM) {
    const uint32_t M = std::max(p.links, 2U);
    return {.M = M, .maxDegree0 = 2 * M, .efConstruction = p.efConstruction, .seed = p.seed};
  }
  return {.M = p.M,
          .maxDegree0 = 2 * p.M,
          .efConstruction = p.efConstruction,
          .seed = p.seed,
          .choices = p.pruning == Pruning::kHubs ? p.hubLinks : 0};
}

HnswParams hubPass(const BuildParams& p) {
  return {.M = p.hubLinks, .maxDegree0 = p.hubLinks, .efConstruction = p.efConstruction, .seed = p.seed};
}

}  // namespace

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

void IndexBuilder::startPruning() {
  const Graph first = hnsw_->level0();
  switch (params_.pruning) {
    case Pruning::kHubs:
      phase_ = BuildPhase::kPrune;
      hnsw_.emplace(
          vectors_, hubPass(params_),
          hubPreservingLinks(first,
                             {.M = params_.hubLinks, .m = params_.links, .hubFraction = params_.hubFraction}),
          hnsw_->takeChoices());
      return;
    case Pruning::kRandom: {
      // Each of the `links` edges that a node chooses is, in the end, stored from one side or from both.
      const Graph whole = symmetrized(first);
      const double aim = 2.0 * params_.links * whole.size();
      const auto edges = static_cast<double>(whole.edges());
      // Every node is spared one edge, from both sides, whatever is drawn for it.
      const double spared = 2.0 * whole.size();
      const double keep = edges <= aim ? 1.0 : (aim - spared) / (edges - spared);
      graph_ = pruneRandomly(whole, keep, params_.seed);
      break;
    }
    case Pruning::kNone:
    case Pruning::kSmallM:
      graph_ = first;
      break;
  }
  hnsw_.reset();
  phase_ = BuildPhase::kCodes;
}

// Gives nodes their numbers, in the graph and among the vectors.
void IndexBuilder::renumber() {
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
  graph_ = symmetrized(graph_);
  renumber();
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
                       .drift = drift});
  quantizer_.reset();
}

Result<BuildProgress> IndexBuilder::stepGraph(uint32_t nodes) {
  const uint32_t total = vectors_.size();
  const BuildProgress report{.phase = phase_,
                             .done = hnsw_->inserted() + std::min(nodes, total - hnsw_->inserted()),
                             .total = total};
  for (uint32_t i = 0; i < nodes && !hnsw_->finished(); ++i) hnsw_->insertNext();
  if (!hnsw_->finished()) return report;
  if (phase_ == BuildPhase::kGraph) {
    startPruning();
  } else {
    graph_ = hnsw_->level0();
    hnsw_.reset();
    phase_ = BuildPhase::kCodes;
  }
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
  Result<BuildProgress> progress = guarded("build the index", [&]() -> Result<BuildProgress> {
    if (starved_) return Status::outOfMemory("go on with this build");
    if (nodes == 0) {
      return Status(ErrorCode::kInvalidArgument,
                    "leann: cannot build 0 nodes at a time: it must be at least 1");
    }
    if (vectors_.size() == 0) {
      return Status(ErrorCode::kInvalidArgument, "leann: cannot build an index: there are no vectors");
    }
    if (!started_) {
      started_ = true;
      hnsw_.emplace(vectors_, firstPass(params_));
    }
    if (phase_ == BuildPhase::kGraph || phase_ == BuildPhase::kPrune) return stepGraph(nodes);
    if (phase_ == BuildPhase::kCodes) return stepCodes(nodes);
    const BuildProgress report{.phase = phase_, .done = vectors_.size(), .total = vectors_.size()};
    if (phase_ == BuildPhase::kCalibrate) {
      index_->calibration = calibrate(*index_, vectors_, params_.seed);
      phase_ = BuildPhase::kDone;
    }
    return report;
  });
  starved_ = progress.status().code() == ErrorCode::kOutOfMemory;
  return progress;
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
