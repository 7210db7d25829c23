// What removing and inserting passages costs in accuracy and bytes, against an index built afresh from
// the same passages, and what inserting costs in time. Prints Markdown tables. Usage: bench_churn FOLDER
// [PASSAGES]
#include <numeric>
#include <string>

#include "arguments.h"
#include "base/random.h"
#include "build/calibrate.h"
#include "build/compaction.h"
#include "build/insertion.h"
#include "build/upkeep.h"
#include "dataset.h"
#include "indexes.h"
#include "measure.h"
#include "table.h"
#include "timing.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSizes[] = {10000, 60000};
constexpr uint32_t kRounds = 10;
constexpr uint32_t kRepeats = 5;

// Each of 0 .. count - 1 with a chance of `share`.
std::vector<NodeId> drawn(uint32_t count, double share, uint64_t seed) {
  Random random(seed);
  std::vector<NodeId> nodes;
  for (NodeId v = 0; v < count; ++v) {
    if (random.unit() < share) nodes.push_back(v);
  }
  return nodes;
}

// An index, and which passages its nodes are.
struct Living {
  Index index;
  std::vector<NodeId> ids;
};

class Report {
 public:
  /// Of the dataset, its first `passages` are indexed, and a tenth as many inserted later.
  Report(const Dataset& whole, uint32_t passages)
      : first_(firstPassages(whole, std::min(passages, static_cast<uint32_t>(whole.size() / 1.1)))),
        index_(buildIndex(first_, {})),
        all_(first_) {
    const uint32_t size = first_.size();
    all_.vectors.insert(all_.vectors.end(), whole.row(size), whole.row(size + size / 10));
    all_.tokens.clear();
  }

  void run() {
    addRow("as built", all_, whole());
    Living thinned = whole();
    remove(thinned, 0.2, 1);
    addRow("20 % removed", all_, thinned);
    compact(thinned);
    addRow("… and compacted", all_, thinned);
    addFresh(thinned);

    Living churned = whole();
    remove(churned, 0.1, 1);
    insert(churned, inserted());
    compact(churned);
    addRow("10 % removed, 10 % inserted, compacted", all_, churned);
    Living rounds = whole();
    for (uint32_t round = 0; round < kRounds; ++round) {
      remove(rounds, 0.1 / kRounds, round + 2);
      const uint32_t share = inserted() / kRounds;
      insert(rounds, round + 1 < kRounds ? share : inserted() - share * (kRounds - 1));
      compact(rounds);
    }
    addRow("… in ten rounds of 1 %", all_, rounds);
    addFresh(churned);
    timeInsertions();
  }

  void print() const {
    for (const Table* table : {&churn_, &errors_, &times_}) table->print();
  }

 private:
  static Living numbered(Index index) {
    Living living{.index = std::move(index), .ids = {}};
    living.ids.resize(living.index.size());
    std::iota(living.ids.begin(), living.ids.end(), 0U);
    return living;
  }
  Living whole() const { return numbered(index_); }
  uint32_t inserted() const { return all_.size() - first_.size(); }

  static void remove(Living& living, double share, uint64_t seed) {
    living.index = orExit(without(living.index, drawn(living.index.size(), share, seed)));
  }

  void insert(Living& living, uint32_t count) const {
    const NodeId next = std::max(first_.size(), living.ids.back() + 1);
    living.index = orExit(extended(living.index, {all_.row(next), size_t{count} * kDimension}));
    for (NodeId id = next; id < next + count; ++id) living.ids.push_back(id);
  }

  static void compact(Living& living) {
    Compacted after = orExit(compacted(living.index));
    for (size_t v = 0; v < after.kept.size(); ++v) living.ids[v] = living.ids[after.kept[v]];
    living.ids.resize(after.kept.size());
    living.index = std::move(after.index);
  }

  // The vectors by node, and exact answers among those that were not removed.
  static Dataset dataOf(const Dataset& all, const Living& living) {
    Dataset data = thosePassages(all, living.ids);
    if (living.index.removed.empty()) return data;
    std::vector<NodeId> left;
    for (NodeId v = 0; v < data.size(); ++v) {
      if (!living.index.removed.contains(v)) left.push_back(v);
    }
    data.truth = thosePassages(data, left).truth;
    for (NodeId& id : data.truth) id = left[id];
    return data;
  }

  void addRow(const std::string& name, const Dataset& all, const Living& living) {
    const Dataset data = dataOf(all, living);
    const Shared shared = share(living.index);
    const Point scan = measure(data, shared, {.k = kTop, .strategy = Strategy::kScan});
    const Point fifty = measureRecomputing(data, shared, 50);
    const Point walk = measure(data, shared, {.k = kTop, .strategy = Strategy::kBestFirst});
    churn_.row({name, std::to_string(living.index.size() - living.index.removed.count()),
                fixed(bytesAPassage(living.index), 1), fixed(meanDegree(living.index.graph), 1),
                fixed(scan.recall, 3), fixed(scan.recomputed, 1), fixed(scan.recomputed95, 0),
                fixed(fifty.recall, 3), fixed(walk.recall, 3), fixed(walk.recomputed, 0)});
    const Calibration& carried = living.index.calibration;
    const Calibration real = calibrate(living.index, data.table(), living.index.params.seed);
    const Condition condition = conditionOf(living.index);
    const auto digits = [](float value) { return fixed(static_cast<double>(value), 4); };
    errors_.row({name, std::to_string(living.index.size()), fixed(condition.inserted, 2),
                 fixed(condition.error, 3), digits(carried.deviation), digits(real.deviation),
                 digits(carried.bias), digits(real.bias)});
  }

  void addFresh(const Living& living) {
    Dataset data = thosePassages(all_, living.ids);
    const Index fresh = buildIndex(data, {});
    addRow("fresh build of those", data, numbered(fresh));
  }

  void timeInsertions() {
    for (const uint32_t count : {1U, 10U, 100U, 1000U}) {
      std::vector<double> milliseconds;
      for (uint32_t i = 0; i < kRepeats; ++i) {
        Living living = whole();
        const double began = cpuMilliseconds();
        insert(living, count);
        milliseconds.push_back(cpuMilliseconds() - began);
      }
      times_.row(
          {"insert " + std::to_string(count), std::to_string(index_.size()), fixed(median(milliseconds), 1)});
    }
    Living living = whole();
    remove(living, 0.2, 1);
    const double began = cpuMilliseconds();
    compact(living);
    times_.row({"compact, 20 % removed", std::to_string(index_.size()), fixed(cpuMilliseconds() - began, 1)});
  }

  Dataset first_;
  Index index_;
  Dataset all_;
  Table churn_{"Churn",
               {"", "N", "bytes a passage", "mean degree", "recall@10", "recomputed", "p95",
                "recall@10, 50 recomputed", "best-first recall@10", "best-first recomputed"}};
  Table errors_{"What is known of errors",
                {"", "nodes", "inserted", "error", "deviation", "measured", "bias", "measured"}};
  Table times_{"Time", {"", "N", "ms"}};
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_churn FOLDER [PASSAGES]");
  const Dataset data = readDataset(arguments.folder());
  for (const uint32_t passages : arguments.sizes(kSizes)) {
    Report report(data, passages);
    report.run();
    report.print();
  }
  return 0;
}
