#include "build/graph_build.h"

#include <algorithm>

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

GraphBuild::GraphBuild(const VectorTable& vectors, const BuildParams& params)
    : vectors_(vectors), params_(params), hnsw_(std::in_place, vectors, firstPass(params)) {}

void GraphBuild::step(uint32_t nodes) {
  for (uint32_t i = 0; i < nodes && !hnsw_->finished(); ++i) hnsw_->insertNext();
  if (!hnsw_->finished()) return;
  if (!pruning_) return startPruning();
  graph_ = hnsw_->level0();
  hnsw_.reset();
}

void GraphBuild::startPruning() {
  const Graph first = hnsw_->level0();
  switch (params_.pruning) {
    case Pruning::kHubs:
      pruning_ = true;
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
}

Graph GraphBuild::take() { return symmetrized(graph_); }

}  // namespace leann
