#include "index/build_params.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/decimal.h"
#include "format/format.h"

namespace leann {
namespace {

// From here on a learned rotation makes the smaller index at equal recall (docs/benchmarks.md, "Which code").
constexpr uint32_t kLearnedFrom = 1400;
// From here on codebooks of 256 centroids save more in codes than they take.
constexpr uint32_t kEightBitsFrom = 16384;
// How much longer codes must be behind a random rotation, for the same recall.
constexpr double kRandomFactor = 1.6;
// A learned rotation of more rows would take long to make orthonormal whenever it is read.
constexpr uint32_t kMostRows = 1024;
// Up to this dimension a learned rotation keeps all coordinates.
constexpr uint32_t kKeepAll = 128;

Status invalid(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "leann: cannot build with " + what};
}

Status checkRange(const char* name, double value, double low, double high) {
  if (value >= low && value <= high) return {};
  return invalid(std::string(name) + " " + decimal(value) + ": it must be " + decimal(low) + " to " +
                 decimal(high));
}

double codeBytes(Preset preset, uint32_t dimension) {
  switch (preset) {
    case Preset::kSmall:
      return dimension / 24.0;
    case Preset::kBalanced:
      return dimension / 16.0;
    case Preset::kAccurate:
      return dimension / 9.6;
  }
  return 0;
}

// A matrix takes half a byte an entry, so few nodes cannot carry many rows; and the last axes, of least
// variance, get next to nothing of a short code.
uint32_t defaultRows(Preset preset, uint32_t dimension, uint32_t nodes) {
  if (dimension <= kKeepAll) return dimension;
  const double most = preset == Preset::kAccurate ? dimension * 2.0 / 3 : dimension / 2.0;
  const double carried = dimension / 2.0 * std::sqrt(nodes / 10000.0);
  const auto rows = static_cast<uint32_t>(std::min(most, carried)) / 8 * 8;
  return std::clamp(rows, 64U, std::min(dimension, kMostRows));
}

// The most subspaces whose file stays within the bytes asked for. All are tried, since fewer subspaces make a
// shared codebook wider.
Result<uint32_t> affordableSubspaces(BuildParams params, uint32_t dimension, uint32_t nodes,
                                     GraphSize graph) {
  const double most = params.bytesPerPassage * nodes;
  double least = std::numeric_limits<double>::infinity();
  for (uint32_t subspaces = params.rows; subspaces > 0; --subspaces) {
    params.subspaces = subspaces;
    const auto bytes = static_cast<double>(fileSize(params, dimension, nodes, graph));
    if (bytes <= most) return subspaces;
    least = std::min(least, bytes);
  }
  return invalid("bytesPerPassage " + decimal(params.bytesPerPassage) +
                 ": graph, quantizer and the shortest code take " + decimal(least / nodes));
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

Result<BuildParams> resolved(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph) {
  BuildParams result = params;
  const bool inner = result.metric == Metric::kInnerProduct;
  if (!result.prediction) result.prediction = inner ? Prediction::kNeighbors : Prediction::kNone;
  if (!result.lengthBits) result.lengthBits = inner ? 4U : 0U;
  if (!result.rotation) {
    const bool learned = result.rows > 0 || nodes >= kLearnedFrom;
    result.rotation = learned ? RotationKind::kLearned : RotationKind::kRandom;
  }
  const bool learned = *result.rotation == RotationKind::kLearned;
  if (result.bits == 0) result.bits = learned && nodes >= kEightBitsFrom ? 8 : 4;
  if (!learned) {
    result.rows = dimension;
  } else if (result.rows == 0) {
    result.rows = std::max(defaultRows(result.preset, dimension, nodes), result.subspaces);
  }
  if (result.bytesPerPassage > 0) {
    Result<uint32_t> subspaces = affordableSubspaces(result, dimension, nodes, graph);
    if (!subspaces.ok()) return subspaces.status();
    result.subspaces = subspaces.value();
  } else if (result.subspaces == 0) {
    const double bytes = codeBytes(result.preset, dimension) * (learned ? 1 : kRandomFactor);
    const auto subspaces = static_cast<uint32_t>(bytes * 8 / result.bits);
    result.subspaces = std::clamp(subspaces, 1U, result.rows);
  }
  return result;
}

}  // namespace leann
