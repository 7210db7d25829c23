#include "index.h"

#include <algorithm>

namespace leann {

BuildParams resolved(const BuildParams& params, uint32_t dimension, uint32_t nodes) {
  BuildParams result = params;
  // Measured on debian-60k at 10,000 and 60,000 passages, see docs/benchmarks.md: the two are even near 8 n =
  // d^2.
  const bool large = uint64_t{nodes} * 8 >= uint64_t{dimension} * dimension;
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
