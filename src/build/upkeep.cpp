#include "build/upkeep.h"

namespace leann {
namespace {

constexpr double kManyRemoved = 0.2;
constexpr double kLargeError = 1.25;

}  // namespace

Condition conditionOf(const Index& index) {
  const Drift& drift = index.drift;
  const double size = index.size();
  Condition condition;
  condition.removed = index.removed.count() / size;
  condition.inserted = (size - drift.built) / size;
  if (const auto built = static_cast<double>(drift.builtError); built > 0) {
    const double now = (1 - condition.inserted) * built +
                       condition.inserted * static_cast<double>(drift.insertedError) +
                       static_cast<double>(drift.moved);
    condition.error = now / built;
  }
  // A rebuild drops removed nodes too, so that compacting before it is of no use.
  if (condition.error >= kLargeError) {
    condition.due = Upkeep::kRebuild;
  } else if (condition.removed >= kManyRemoved) {
    condition.due = Upkeep::kCompaction;
  }
  return condition;
}

}  // namespace leann
