#include "index_builder.h"

#include <algorithm>
#include <string>

#include "pruning.h"

namespace leann {
namespace {

Status checkRange(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return {ErrorCode::kInvalidArgument, std::string("leann: cannot build with ") + name + " " +
                                           std::to_string(value) + ": it must be " + std::to_string(low) +
                                           " to " + std::to_string(high)};
}

Status checkParams(uint32_t dimension, const BuildParams& p) {
  if (p.metric > Metric::kL2) {
    return {ErrorCode::kInvalidArgument, "leann: cannot build with this metric: it is unknown"};
  }
  if (p.pruning > Pruning::kSmallM) {
    return {ErrorCode::kInvalidArgument, "leann: cannot build with this pruning: it is unknown"};
  }
  const Status checks[] = {
      checkRange("dimension", dimension, 1, 65535),
      checkRange("M", p.M, 2, 512),
      checkRange("efConstruction", p.efConstruction, 1, 65535),
      checkRange("hubLinks", p.hubLinks, 2, 512),
      checkRange("links", p.links, 1, p.hubLinks),
      checkRange("hubFraction", p.hubFraction, 0, 1),
      checkRange("subspaces", p.subspaces, 0, dimension),
  };
  for (const Status& check : checks) {
    if (!check.ok()) return check;
  }
  if (p.rotation > RotationKind::kRandom) {
    return {ErrorCode::kInvalidArgument, "leann: cannot build with this rotation: it is unknown"};
  }
  if (p.bits != 0 && p.bits != 4 && p.bits != 8) {
    return {ErrorCode::kInvalidArgument, "leann: cannot build with bits " + std::to_string(p.bits) +
                                             ": it must be 4 or 8, or 0 for either"};
  }
  return {};
}

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

VectorTable slice(const VectorTable& vectors, NodeId begin, NodeId end) {
  VectorTable part(vectors.dimension(), vectors.metric());
  std::vector<float> row(vectors.dimension());
  for (NodeId id = begin; id < end; ++id) {
    vectors.read(id, row.data());
    part.appendUnchecked(row);
  }
  return part;
}

}  // namespace

Result<std::unique_ptr<IndexBuilder>> IndexBuilder::create(uint32_t dimension, const BuildParams& params) {
  return guarded("make a builder", [&]() -> Result<std::unique_ptr<IndexBuilder>> {
    if (const Status status = checkParams(dimension, params); !status.ok()) return status;
    return std::unique_ptr<IndexBuilder>(new IndexBuilder(dimension, params));
  });
}

Status IndexBuilder::add(std::span<const float> vectors) {
  return guarded("add vectors", [&]() -> Status {
    if (started_) {
      return {ErrorCode::kInvalidArgument, "leann: cannot add vectors: the build has begun"};
    }
    return vectors_.append(vectors);
  });
}

void IndexBuilder::startPruning() {
  const Graph first = hnsw_->level0();
  switch (params_.pruning) {
    case Pruning::kHubs:
      phase_ = BuildPhase::kPrune;
      hnsw_.emplace(vectors_, hubPass(params_),
                    hubPreservingLinks(first, {params_.hubLinks, params_.links, params_.hubFraction}),
                    hnsw_->takeChoices());
      return;
    case Pruning::kRandom: {
      // Each of the `links` edges that a node chooses is, in the end, stored from one side or from both.
      const Graph whole = symmetrized(first);
      const double aim = 2.0 * params_.links * whole.size();
      const double keep = whole.edges() == 0 ? 1.0 : std::min(1.0, aim / static_cast<double>(whole.edges()));
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

void IndexBuilder::stepCodes(uint32_t nodes) {
  if (!quantizer_) {
    graph_ = symmetrized(graph_);
    params_ = resolved(params_, vectors_.dimension(), vectors_.size());
    quantizer_ =
        Quantizer::train(vectors_, {params_.subspaces, params_.bits, *params_.rotation, params_.seed});
    return;
  }
  const NodeId end = encoded_ + std::min(nodes, vectors_.size() - encoded_);
  const std::vector<uint8_t> codes = quantizer_->encode(slice(vectors_, encoded_, end));
  codes_.insert(codes_.end(), codes.begin(), codes.end());
  encoded_ = end;
  if (encoded_ == vectors_.size()) phase_ = BuildPhase::kDone;
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
    const uint32_t total = vectors_.size();
    if (phase_ == BuildPhase::kGraph || phase_ == BuildPhase::kPrune) {
      const BuildProgress report{phase_, hnsw_->inserted() + std::min(nodes, total - hnsw_->inserted()),
                                 total};
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
    if (phase_ == BuildPhase::kCodes) stepCodes(nodes);
    return BuildProgress{phase_, encoded_, total};
  });
  starved_ = progress.status().code() == ErrorCode::kOutOfMemory;
  return progress;
}

Result<Index> IndexBuilder::finish() {
  return guarded("finish the index", [&]() -> Result<Index> {
    if (phase_ != BuildPhase::kDone || !quantizer_) {
      return Status(ErrorCode::kInvalidArgument, "leann: cannot finish the index: the build is not done");
    }
    Index index{params_, std::move(graph_), std::move(*quantizer_), std::move(codes_)};
    vectors_ = VectorTable(index.dimension(), params_.metric);
    quantizer_.reset();
    return index;
  });
}

Result<Index> extended(const Index& index, std::span<const float> vectors) {
  return guarded("insert vectors", [&]() -> Result<Index> {
    const Quantizer& quantizer = index.quantizer;
    VectorTable added(index.dimension(), index.params.metric);
    if (const Status status = added.append(vectors); !status.ok()) return status;

    // Distances are the same in rotated space, where decoding an old node costs no matrix product.
    VectorTable rotated(index.dimension(), Metric::kL2);
    rotated.reserve(index.size() + added.size());
    std::vector<float> row(index.dimension()), turned(index.dimension());
    for (NodeId id = 0; id < index.size(); ++id) {
      quantizer.decodeRotated(index.code(id), row.data());
      rotated.appendUnchecked(row);
    }
    for (NodeId id = 0; id < added.size(); ++id) {
      added.read(id, row.data());
      quantizer.rotate(row.data(), turned.data());
      rotated.appendUnchecked(turned);
    }

    const uint32_t M =
        index.params.pruning == Pruning::kHubs ? index.params.hubLinks : firstPass(index.params).M;
    const HnswParams params{.M = M,
                            .maxDegree0 = index.params.pruning == Pruning::kHubs ? M : 2 * M,
                            .efConstruction = index.params.efConstruction,
                            .seed = index.params.seed + index.size()};
    const uint32_t links = index.params.pruning == Pruning::kNone ? index.params.M : index.params.links;
    HnswBuilder hnsw(rotated, params, std::vector<uint32_t>(rotated.size(), links));
    if (index.size() > 0) hnsw.adopt(index.graph, entryPoint(index.graph));
    while (!hnsw.finished()) hnsw.insertNext();

    std::vector<uint8_t> codes = index.codes;
    const std::vector<uint8_t> more = quantizer.encode(added);
    codes.insert(codes.end(), more.begin(), more.end());
    return Index{index.params, symmetrized(hnsw.level0()), quantizer, std::move(codes)};
  });
}

}  // namespace leann
