#include "build/resolved_params.h"

#include <algorithm>
#include <cmath>
#include <limits>

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
// Up to this dimension a learned rotation keeps all coordinates.
constexpr uint32_t kKeepAll = 128;

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
  return Status(ErrorCode::kInvalidArgument,
                "leann: cannot build with bytesPerPassage " + decimal(params.bytesPerPassage) +
                    ": graph, quantizer and the shortest code take " + decimal(least / nodes));
}

}  // namespace

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
