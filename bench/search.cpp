// What an index takes and what a search costs, by preset, confidence and strategy, at growing sizes; and when
// walking the graph would beat scanning the codes. Prints Markdown tables. Usage: bench_search FOLDER
// [PASSAGES]
#include "search/search.h"

#include <string>

#include "arguments.h"
#include "dataset.h"
#include "indexes.h"
#include "measure.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSizes[] = {1000, 10000, 60000};
constexpr uint32_t kWalkedFrom = 10000;    // below that a walk meets all nodes anyway
constexpr uint32_t kMostRecomputes = 256;  // the package's default

struct Named {
  const char* name;
  Preset preset;
};

constexpr Named kPresets[] = {
    {.name = "small", .preset = Preset::kSmall},
    {.name = "balanced", .preset = Preset::kBalanced},
    {.name = "accurate", .preset = Preset::kAccurate},
};

SearchParams scanning(double confidence) {
  SearchParams params{.k = kTop, .strategy = Strategy::kScan, .confidence = confidence};
  params.maxRecomputes = kMostRecomputes;
  return params;
}

class Report {
 public:
  explicit Report(const Dataset& whole) : whole_(whole) {}

  void measureAt(uint32_t passages) {
    Dataset data = firstPassages(whole_, passages);
    const Shared balanced = share(buildIndex(data, {}));
    const VectorTable vectors = data.table();
    for (const Named& preset : kPresets) {
      const Shared index = preset.preset == Preset::kBalanced
                               ? balanced
                               : share(indexOver(balanced->graph, vectors, {.preset = preset.preset}));
      addSize(preset.name, *index);
      addCost(costs_, preset.name, data, index, 0.95);
    }
    for (const double confidence : {0.9, 0.95, 0.99}) {
      addCost(confidences_, "balanced", data, balanced, confidence);
    }
    addStrategies(data, balanced);
    if (passages < kWalkedFrom) return;
    addWalks("neighbours", data, balanced);
    addWalks("none", data, share(indexOver(balanced->graph, vectors, {.prediction = Prediction::kNone})));
  }

  void print() const {
    for (const Table* table : {&sizes_, &costs_, &confidences_, &strategies_, &walks_}) table->print();
  }

 private:
  static double aPassage(uint64_t bytes, const Index& index) {
    return static_cast<double>(bytes) / index.size();
  }

  void addSize(const char* name, const Index& index) {
    const SizeReport size = sizeOf(index);
    const Rotation& rotation = index.quantizer.rotation();
    const uint64_t matrix =
        (rotation.values().size() + 1) / 2 + rotation.scales().size_bytes() + rotation.order().size_bytes();
    std::vector<std::string> cells = {name, std::to_string(index.size())};
    for (const uint64_t bytes : {uint64_t{size.codes}, uint64_t{size.lengths}, uint64_t{size.graph}, matrix,
                                 size.quantizer - matrix, uint64_t{size.rest}, uint64_t{size.total}}) {
      cells.push_back(fixed(aPassage(bytes, index), 1));
    }
    sizes_.row(cells);
  }

  static void addCost(Table& table, const char* name, const Dataset& data, const Shared& index,
                      double confidence) {
    const Point point = measure(data, index, scanning(confidence));
    table.row({name, std::to_string(data.size()), fixed(confidence, 2), fixed(point.recall3, 3),
               fixed(point.recall, 3), fixed(point.recomputed, 1), fixed(point.recomputed95, 0),
               fixed(point.batches, 1), fixed(point.tokens, 0), fixed(point.milliseconds, 2)});
  }

  void addStrategy(const std::string& name, const Dataset& data, const Point& point) {
    strategies_.row(joined({name, std::to_string(data.size())}, costCells(point)));
  }

  void addStrategies(const Dataset& data, const Shared& index) {
    SearchParams params = scanning(0.95);
    const Point scan = measure(data, index, params);
    addStrategy("scan", data, scan);
    params.strategy = Strategy::kWalk;
    for (const uint32_t ef : {64U, 256U}) {
      params.ef = ef;
      addStrategy("walk, ef = " + std::to_string(ef), data, measure(data, index, params));
    }
    const std::pair<const char*, Strategy> walks[] = {{"two-level", Strategy::kTwoLevel},
                                                      {"best-first", Strategy::kBestFirst}};
    for (const auto& [name, strategy] : walks) {
      const std::vector<Point> curve = sweep(data, index, {.k = kTop, .strategy = strategy}, kEfs);
      for (const size_t i : {size_t{2}, size_t{4}}) {
        addStrategy(name + (", ef = " + std::to_string(kEfs[i])), data, curve[i]);
      }
      addStrategy(name + std::string(", at the recall of scan"), data, pointAt(curve, scan.recall));
    }
  }

  void addWalks(const char* prediction, const Dataset& data, const Shared& index) {
    SearchParams params = scanning(0.95);
    const Point scan = measure(data, index, params);
    addWalk(prediction, "scan", data, scan, scan);
    params.strategy = Strategy::kWalk;
    for (const uint32_t ef : {64U, 128U, 256U}) {
      params.ef = ef;
      addWalk(prediction, "walk, ef = " + std::to_string(ef), data, measure(data, index, params), scan);
    }
  }

  void addWalk(const char* prediction, const std::string& name, const Dataset& data, const Point& point,
               const Point& scan) {
    walks_.row({prediction, std::to_string(data.size()), name, fixed(point.recall, 3),
                fixed(point.recomputed, 1), fixed(point.milliseconds, 2),
                fixed(point.milliseconds / scan.milliseconds, 2)});
  }

  static std::vector<std::string> costColumns() {
    return {"preset",     "N",   "confidence", "recall@3",       "recall@10",
            "recomputed", "p95", "batches",    "tokens encoded", "core ms"};
  }

  const Dataset& whole_;
  Table sizes_{"Bytes a passage",
               {"preset", "N", "codes", "lengths", "graph", "rotation", "codebooks", "rest", "all"}};
  Table costs_{"What it costs to answer", costColumns()};
  Table confidences_{"Confidence, balanced", costColumns()};
  Table strategies_{"Strategies, balanced", joined({"strategy", "N"}, kCostColumns)};
  Table walks_{"Scan or walk",
               {"prediction", "N", "strategy", "recall@10", "recomputed", "core ms", "of scan's"}};
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_search FOLDER [PASSAGES]");
  const Dataset data = readDataset(arguments.folder());
  Report report(data);
  for (const uint32_t passages : arguments.sizes(kSizes)) report.measureAt(passages);
  report.print();
  return 0;
}
