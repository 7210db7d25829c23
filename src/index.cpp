#include "index.h"

#include <algorithm>

namespace leann {

BuildParams resolved(const BuildParams& params, uint32_t dimension, uint32_t nodes) {
  BuildParams result = params;
  // A learned rotation and codebooks of 8 bits take d^2 + 256 d bytes and save about d / 27 bytes a vector at
  // equal recall (docs/benchmarks.md, "Which code").
  const bool large = nodes >= uint64_t{27} * (dimension + 256);
  if (!result.rotation) result.rotation = large ? RotationKind::kLearned : RotationKind::kRandom;
  const bool learned = *result.rotation == RotationKind::kLearned;
  if (result.bits == 0) result.bits = learned ? 8 : 4;
  if (result.subspaces == 0) result.subspaces = std::max(1U, dimension / (result.bits == 8 ? 12 : 5));
  return result;
}

NodeId entryPoint(const Graph& graph) {
  NodeId best = 0;
  for (NodeId v = 1; v < graph.size(); ++v) {
    if (graph.degree(v) > graph.degree(best)) best = v;
  }
  return best;
}

}  // namespace leann
