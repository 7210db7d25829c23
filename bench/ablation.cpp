// What each idea buys and costs, one taken away at a time, and what a cache saves. Prints Markdown tables.
// Usage: bench_ablation FOLDER [PASSAGES]
#include <cmath>
#include <functional>
#include <string>

#include "arguments.h"
#include "dataset.h"
#include "graph/hubs.h"
#include "index/vector_cache.h"
#include "indexes.h"
#include "measure.h"
#include "search/search.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kPinnedHubs = 1200;  // 2 % of the nodes

std::string bytesOf(const Index& index) { return fixed(bytesAPassage(index), 1); }

class Ablation {
 public:
  explicit Ablation(Dataset data)
      : data_(std::move(data)),
        vectors_(data_.table()),
        first_(firstPass(vectors_, params_.M, params_.hubLinks)),
        graph_(hubs(params_.links, params_.hubFraction)),
        balanced_(share(indexOver(graph_, vectors_, {}))) {}

  void fill() {
    addIdea("all as it is", balanced_);
    addCodes();
    addGraphs();
    addStopping();
    addCache();
  }

  void print() const {
    for (const Table* table : {&ideas_, &graphs_, &stopping_, &cache_}) table->print();
  }

 private:
  Graph hubs(uint32_t links, double hubFraction) const {
    return symmetrized(
        hubPreserving(vectors_, first_, {.M = params_.hubLinks, .m = links, .hubFraction = hubFraction}));
  }

  void addIdea(const char* name, const Shared& index) {
    ideas_.row(
        {name, bytesOf(*index), recallRecomputing(data_, index, 32), recallRecomputing(data_, index, 64)});
  }

  void addCode(const char* name, const BuildParams& params) {
    addIdea(name, share(indexOver(graph_, vectors_, params)));
  }

  void addCodes() {
    const BuildParams& is = balanced_->params;
    addCode("random rotation, codes as long",
            {.rotation = RotationKind::kRandom, .subspaces = is.subspaces, .bits = is.bits});
    addCode(
        "random rotation, codes for as many bytes in all",
        {.bytesPerPassage = bytesAPassage(*balanced_), .rotation = RotationKind::kRandom, .bits = is.bits});
    addCode("all 384 rows of the rotation kept", {.rows = kDimension});
    addCode("4 bits instead of 8", {.bits = 4});
    addCode("no prediction", {.prediction = Prediction::kNone});
    addCode("no lengths", {.lengthBits = 0});
    addCode("neither", {.prediction = Prediction::kNone, .lengthBits = 0});
    addCode("neither, their bytes given to codes",
            {.subspaces = is.subspaces + 1, .prediction = Prediction::kNone, .lengthBits = 0});
  }

  void addGraph(const std::string& name, Graph graph) {
    const double degree = meanDegree(graph);
    const Shared index = share(indexOver(std::move(graph), vectors_, {}));
    graphs_.row({name, fixed(degree, 1), fixed(static_cast<double>(sizeOf(*index).graph) / data_.size(), 1),
                 bytesOf(*index), recallRecomputing(data_, index, 32), recallRecomputing(data_, index, 64)});
  }

  void addGraphs() {
    for (const uint32_t links : {2U, 3U, 4U, 6U}) {
      addGraph("hub-preserving, links = " + std::to_string(links), hubs(links, params_.hubFraction));
    }
    addGraph("no hubs, links = 4", hubs(4, 0));
    addGraph("HNSW, M = 4", symmetrized(firstPass(vectors_, 4, 0).graph));
    const Graph whole = symmetrized(first_.graph);
    // One edge of every node is spared, and kept from both sides.
    const double keep = (meanDegree(graph_) - 2) / (meanDegree(whole) - 2);
    addGraph("random pruning, as many edges", symmetrized(pruneRandomly(whole, keep, 1)));
    addGraph("no pruning, M = 16", whole);
  }

  void addStopping() {
    for (const double confidence : {0.9, 0.95, 0.99}) {
      SearchParams params{.k = kTop, .strategy = Strategy::kScan, .confidence = confidence};
      const Point stopped = measure(data_, balanced_, params);
      // The same mean, from the whole numbers on either side of it.
      const auto below = static_cast<uint32_t>(stopped.recomputed);
      std::vector<Point> counts;
      for (const uint32_t count : {below, below + 1}) {
        counts.push_back(measureRecomputing(data_, balanced_, count));
      }
      const double share = stopped.recomputed - below;
      const double recall = (1 - share) * counts[0].recall + share * counts[1].recall;
      // Up to a fixed number that has the same recall.
      std::vector<Point> curve;
      for (double count = stopped.recomputed / 2; curve.empty() || curve.back().recall < stopped.recall;
           count *= 1.1) {
        curve.push_back(measureRecomputing(data_, balanced_, static_cast<uint32_t>(std::lround(count))));
      }
      stopping_.row({fixed(confidence, 2), fixed(stopped.recomputed, 1), fixed(stopped.recomputed95, 0),
                     fixed(stopped.recall, 3), fixed(recall, 3), fixed(costAt(curve, stopped.recall), 1)});
    }
  }

  void addCache() {
    for (const bool pinned : {false, true}) {
      for (const uint32_t megabytes : {0U, 1U, 4U, 16U}) {
        if (pinned && megabytes == 0) continue;
        const auto cache = std::make_shared<VectorCache>(kDimension, uint64_t{megabytes} << 20);
        if (pinned) (void)cache->pin(hubsOf(balanced_->graph, kPinnedHubs));
        const SearchParams params{.k = kTop, .strategy = Strategy::kScan};
        const Point once = measure(data_, balanced_, params, kQueries, cache);
        const Point again = measure(data_, balanced_, params, kQueries, cache);
        cache_.row({std::to_string(megabytes) + (pinned ? " MB, hubs pinned" : " MB"),
                    fixed(once.recomputed, 1), fixed(hitRate(once), 3), fixed(once.recall, 3),
                    fixed(again.recomputed, 1), fixed(hitRate(again), 3)});
      }
    }
  }

  static double hitRate(const Point& point) { return point.cached / (point.cached + point.recomputed); }

  Dataset data_;
  VectorTable vectors_;
  BuildParams params_;
  FirstPass first_;
  Graph graph_;
  Shared balanced_;
  std::string size_ = ", balanced, N = " + std::to_string(data_.size());
  Table ideas_{"Codes, one idea off at a time" + size_,
               {"", "bytes a passage", "recall@10, 32 recomputed", "64"}};
  Table graphs_{
      "Graphs" + size_,
      {"", "mean degree", "graph's bytes a passage", "bytes a passage", "recall@10, 32 recomputed", "64"}};
  Table stopping_{
      "Stopping" + size_,
      {"confidence", "recomputed", "p95", "recall@10", "recall@10, the same number for all queries",
       "recomputed, the same number for all queries at equal recall"}};
  Table cache_{"Cache" + size_,
               {"budget", "recomputed", "hit rate", "recall@10", "asked again: recomputed", "hit rate"}};
};

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_ablation FOLDER [PASSAGES]");
  Ablation ablation(firstPassages(readDataset(arguments.folder()), arguments.number(2, 60000)));
  ablation.fill();
  ablation.print();
  return 0;
}
