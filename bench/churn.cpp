// What removing and inserting passages costs in accuracy and bytes, against an index that is built anew of the same
// passages. Prints Markdown tables. Usage: bench_churn FOLDER [PASSAGES]
#include <string>
#include <fstream>
#include <iterator>
#include <cstdlib>

#include "arguments.h"
#include "calibration.h"
#include "compaction.h"
#include "dataset.h"
#include "index_builder.h"
#include "insertion.h"
#include "half_float.h"
#include "indexes.h"
#include "measure.h"
#include "random.h"
#include "table.h"
#include "timing.h"

namespace leann::bench {
namespace {

constexpr uint32_t kQueries = 1000;
constexpr uint32_t kSizes[] = {10000, 60000};

template <typename T>
T orExit(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().message().c_str());
    std::exit(1);
  }
  return std::move(result.value());
}

Index cachedBuild(const Dataset& data, const std::string& name) {
  const char* folder = std::getenv("CACHE");
  if (!folder) return buildIndex(data, {});
  const std::string path = std::string(folder) + "/" + name;
  std::ifstream in(path, std::ios::binary);
  if (in) {
    std::vector<char> b{std::istreambuf_iterator<char>(in), {}};
    return orExit(decodeIndex({reinterpret_cast<const uint8_t*>(b.data()), b.size()}));
  }
  Index index = buildIndex(data, {});
  auto bytes = orExit(encodeIndex(index));
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return index;
}

// `share` of 0 .. count - 1, drawn.
std::vector<NodeId> drawn(uint32_t count, double share, uint64_t seed) {
  Random random(seed);
  std::vector<NodeId> nodes;
  for (NodeId v = 0; v < count; ++v) {
    if (random.unit() < share) nodes.push_back(v);
  }
  return nodes;
}

class Report {
 public:
  Report(const Dataset& whole, uint32_t passages) : whole_(whole), passages_(std::min(passages, static_cast<uint32_t>(whole.size() / 1.1))) {}

  void run() {
    const std::string n = std::to_string(passages_);
    const Dataset first = firstPassages(whole_, passages_);
    const Index index = cachedBuild(first, n);
    if (!std::getenv("ONLY")) addRow("as built", first, index);
    for (double share : {0.2}) {
    Index gone = orExit(without(index, drawn(passages_, share, 1)));
    Compacted after = orExit(compacted(gone));
    { Dataset d = first; const Dataset l = thosePassages(first, after.kept); for (size_t i = 0; i < d.truth.size(); ++i) d.truth[i] = after.kept[l.truth[i]];
      addRow("removed only", d, gone); }
    const Dataset left = thosePassages(first, after.kept);
    addRow("20 % removed, compacted", left, after.index);
    if (!std::getenv("ONLY")) addRow("built anew of those", left, cachedBuild(left, n + "-left"));
    }
    {
    Index gone = orExit(without(index, drawn(passages_, 0.1, 1)));
    const uint32_t added = passages_ / 10;
    const std::span<const float> rows(whole_.row(passages_), size_t{added} * kDimension);
    double began = cpuMilliseconds();
    Index grown = orExit(extended(gone, rows));
    fprintf(stderr, "insert %.0f ms\n", cpuMilliseconds() - began);
    began = cpuMilliseconds();
    Compacted after = orExit(compacted(grown));
    fprintf(stderr, "compact %.0f ms\n", cpuMilliseconds() - began);
    const Dataset left = thosePassages(whole_, after.kept);
    addRow("10 % removed, 10 % inserted, compacted", left, after.index);
    if (!std::getenv("ONLY")) addRow("built anew of those", left, cachedBuild(left, n + "-churned"));
    }
  }

  void print() const { churn_.print(); }

 private:
  void addRow(const std::string& name, const Dataset& data, const Index& index) {
    { const Calibration a = index.calibration; const Calibration b = calibrate(index, data.table(), 1);
      for (const auto& [x, y] : {std::pair(a.bias, b.bias), std::pair(a.deviation, b.deviation), std::pair(a.misses, b.misses)}) fprintf(stderr, "%.4f carried %.4f real; ", static_cast<double>(x), static_cast<double>(y)); }
    const auto shared = std::make_shared<const Index>(index);
    SearchParams params{.k = kTop, .strategy = Strategy::kScan};
    const Point p = measure(data, shared, params, kQueries);
    params.maxRecomputes = 50; params.confidence = 1;
    const Point fixed50 = measure(data, shared, params, kQueries);
    const Point walk = measure(data, shared, {.k = kTop, .strategy = Strategy::kBestFirst}, kQueries);
    churn_.row({name, std::to_string(data.size()), fixed(bytesAPassage(index), 2), fixed(meanDegree(index.graph) / 2, 2), fixed(p.recall, 4),
                fixed(p.recomputed, 1), fixed(p.recomputed95, 0), fixed(fixed50.recall, 4), fixed(walk.recall, 4), fixed(walk.recomputed, 1)});
  }

  const Dataset& whole_;
  uint32_t passages_;
  Table churn_{"Churn", {"", "N", "bytes a passage", "edges", "recall@10", "recomputed", "p95", "recall@50", "walk", "walked"}};
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_churn FOLDER [PASSAGES]");
  const Dataset data = readDataset(arguments.folder());
  const uint32_t only = arguments.number(2, 0);
  for (const uint32_t passages : kSizes) {
    if (only != 0 && only != passages) continue;
    Report report(data, passages);
    report.run();
    report.print();
  }
  return 0;
}
