// The names by which JavaScript knows the core's choices, in its options and in what the core reports.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "build/index_builder.h"
#include "build/upkeep.h"
#include "index/build_params.h"
#include "search/search.h"

namespace leann {

constexpr const char* nameOf(Metric metric) {
  switch (metric) {
    case Metric::kInnerProduct:
      return "ip";
    case Metric::kL2:
      return "l2";
  }
  return nullptr;
}

constexpr const char* nameOf(Pruning pruning) {
  switch (pruning) {
    case Pruning::kNone:
      return "none";
    case Pruning::kHubs:
      return "hubs";
    case Pruning::kRandom:
      return "random";
    case Pruning::kSmallM:
      return "small-m";
  }
  return nullptr;
}

constexpr const char* nameOf(Preset preset) {
  switch (preset) {
    case Preset::kSmall:
      return "small";
    case Preset::kBalanced:
      return "balanced";
    case Preset::kAccurate:
      return "accurate";
  }
  return nullptr;
}

constexpr const char* nameOf(RotationKind rotation) {
  switch (rotation) {
    case RotationKind::kLearned:
      return "learned";
    case RotationKind::kRandom:
      return "random";
  }
  return nullptr;
}

constexpr const char* nameOf(Prediction prediction) {
  switch (prediction) {
    case Prediction::kNone:
      return "none";
    case Prediction::kNeighbors:
      return "neighbors";
  }
  return nullptr;
}

constexpr const char* nameOf(Numbering numbering) {
  switch (numbering) {
    case Numbering::kAsAdded:
      return "as-added";
    case Numbering::kLocal:
      return "local";
  }
  return nullptr;
}

constexpr const char* nameOf(BuildPhase phase) {
  switch (phase) {
    case BuildPhase::kGraph:
      return "graph";
    case BuildPhase::kPrune:
      return "prune";
    case BuildPhase::kCodes:
      return "codes";
    case BuildPhase::kCalibrate:
      return "calibrate";
    case BuildPhase::kDone:
      return "done";
  }
  return nullptr;
}

constexpr const char* nameOf(Upkeep upkeep) {
  switch (upkeep) {
    case Upkeep::kNone:
      return "nothing";
    case Upkeep::kCompaction:
      return "compaction";
    case Upkeep::kRebuild:
      return "rebuild";
  }
  return nullptr;
}

constexpr const char* nameOf(Strategy strategy) {
  switch (strategy) {
    case Strategy::kAuto:
      return "auto";
    case Strategy::kScan:
      return "scan";
    case Strategy::kWalk:
      return "walk";
    case Strategy::kTwoLevel:
      return "two-level";
    case Strategy::kBestFirst:
      return "best-first";
  }
  return nullptr;
}

/// Null while the search goes on.
constexpr const char* nameOf(Ended ended) {
  switch (ended) {
    case Ended::kNotYet:
      return nullptr;
    case Ended::kConfident:
      return "confident";
    case Ended::kMostRecomputed:
      return "max-recomputes";
    case Ended::kExhausted:
      return "exhausted";
    case Ended::kWalked:
      return "walked";
    case Ended::kStopped:
      return "budget";  // nothing else stops a search that its caller still wants
  }
  return nullptr;
}

/// The names of all choices of a kind, and then null.
template <typename Choice>
inline constexpr auto kNames = [] {
  constexpr auto count = [] {
    uint8_t number = 0;
    while (nameOf(static_cast<Choice>(number)) != nullptr) ++number;
    return number;
  }();
  std::array<const char*, count + 1> names{};
  for (uint8_t number = 0; number < count; ++number) names[number] = nameOf(static_cast<Choice>(number));
  return names;
}();

/// Where a name stands among others; the last of these is null, and stands for all that are none of them.
inline uint8_t positionOf(const char* name, const char* const* names) {
  uint8_t position = 0;
  while (names[position] != nullptr && std::strcmp(name, names[position]) != 0) ++position;
  return position;
}

/// The choice of that name. For an unknown name, the first number that is no choice: the core refuses it.
template <typename Choice>
Choice named(const char* name) {
  return static_cast<Choice>(positionOf(name, kNames<Choice>.data()));
}

}  // namespace leann
