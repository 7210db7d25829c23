#include "index/build_params.h"

#include <algorithm>
#include <string>

#include "base/decimal.h"

namespace leann {
namespace {

Status invalid(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "leann: cannot build with " + what};
}

Status checkRange(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return invalid(std::string(name) + " " + decimal(value) + ": it must be " + decimal(low) + " to " +
                 decimal(high));
}

}  // namespace

Status checkBuildParams(uint32_t dimension, const BuildParams& p) {
  if (p.metric > Metric::kL2) return invalid("this metric: it is unknown");
  if (p.pruning > Pruning::kSmallM) return invalid("this pruning: it is unknown");
  if (p.preset > Preset::kAccurate) return invalid("this preset: it is unknown");
  if (p.numbering > Numbering::kLocal) return invalid("this numbering: it is unknown");
  const Status checks[] = {
      checkRange("dimension", dimension, 1, 65535),
      checkRange("M", p.M, 2, 512),
      checkRange("efConstruction", p.efConstruction, 1, 65535),
      checkRange("hubLinks", p.hubLinks, 2, 512),
      checkRange("links", p.links, 1, p.hubLinks),
      checkRange("hubFraction", p.hubFraction, 0, 1),
      checkRange("bytesPerPassage", p.bytesPerPassage, 0, 1e6),
      checkRange("clusters", p.clusters, 0, kMostClusters),
      checkRange("rows", p.rows, 0,
                 p.rotation == RotationKind::kRandom ? dimension : std::min(dimension, kMostRows)),
      checkRange("subspaces", p.subspaces, 0, p.rows > 0 ? p.rows : dimension),
  };
  for (const Status& check : checks) {
    if (!check.ok()) return check;
  }
  if (p.rotation > RotationKind::kRandom) return invalid("this rotation: it is unknown");
  if (p.rotation == RotationKind::kRandom && p.rows != 0 && p.rows != dimension) {
    return invalid("rows " + std::to_string(p.rows) + ": a random rotation keeps all dimensions");
  }
  if (p.bits != 0 && p.bits != 4 && p.bits != 8) {
    return invalid("bits " + std::to_string(p.bits) + ": it must be 4 or 8, or 0 for either");
  }
  if (p.prediction > Prediction::kNeighbors) return invalid("this prediction: it is unknown");
  if (p.lengthBits && *p.lengthBits != 0 && *p.lengthBits != 4) {
    return invalid("lengthBits " + std::to_string(*p.lengthBits) + ": it must be 0 or 4");
  }
  if (p.metric == Metric::kL2 && (p.prediction == Prediction::kNeighbors || p.lengthBits == 4U)) {
    return invalid("prediction or lengths under L2: they are made for inner products");
  }
  if (p.bytesPerPassage > 0 && p.subspaces > 0) {
    return invalid("bytesPerPassage and subspaces: one of them decides the other");
  }
  return {};
}

}  // namespace leann
