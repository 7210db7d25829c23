// Graph construction against hnswlib: one thread, the same compiler and flags, M = 16, efConstruction = 128,
// inner product. Prints Markdown tables. Usage: bench_build FOLDER [PASSAGES] [RUNS]
#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "arguments.h"
#include "base/neighbor.h"
#include "base/visited_set.h"
#include "dataset.h"
#include "graph/hnsw.h"
#include "hnswlib_index.h"
#include "indexes.h"
#include "table.h"
#include "timing.h"

namespace leann::bench {
namespace {

constexpr uint32_t kM = 16;
constexpr uint32_t kEfConstruction = 128;
constexpr uint32_t kEfs[] = {10, 16, 32, 64, 128, 256};

struct Built {
  double seconds = 0;
  size_t vectorBytes = 0;
  Graph graph;
};

Built buildOurs(const Dataset& data) {
  const double start = cpuMilliseconds();
  const VectorTable vectors = data.table();  // rounding is part of the work
  HnswBuilder builder(vectors, {.M = kM, .maxDegree0 = 2 * kM, .efConstruction = kEfConstruction});
  while (!builder.finished()) builder.insertNext();
  const double seconds = (cpuMilliseconds() - start) / 1000;
  return {.seconds = seconds, .vectorBytes = vectors.memory(), .graph = builder.level0()};
}

struct Theirs : Built {
  explicit Theirs(const Dataset& data) {
    const double start = cpuMilliseconds();
    index = std::make_unique<HnswlibIndex>(data, kM, kEfConstruction);
    seconds = (cpuMilliseconds() - start) / 1000;
    vectorBytes = index->vectorBytes();
    graph = index->level0();
  }

  std::unique_ptr<HnswlibIndex> index;
};

// Best-first search of level 0 by exact float32 distances, from the node of highest degree: the same for
// both.
class Walk {
 public:
  Walk(const Dataset& data, const Graph& graph) : data_(data), graph_(graph), met_(graph.size()) {
    for (NodeId v = 1; v < graph.size(); ++v) {
      if (graph.degree(v) > graph.degree(entry_)) entry_ = v;
    }
  }

  std::vector<NodeId> nearest(const float* query, uint32_t ef) {
    std::vector<Neighbor> open, best;  // a min-heap, a max-heap
    met_.clear();
    meet(query, entry_, ef, open, best);
    while (!open.empty() && (best.size() < ef || !(best.front() < open.front()))) {
      std::pop_heap(open.begin(), open.end(), std::greater<>());
      const NodeId at = open.back().id;
      open.pop_back();
      for (const NodeId u : graph_.neighbors(at)) meet(query, u, ef, open, best);
    }
    return bench::nearest(std::move(best), kTop);
  }

  uint64_t distances() const { return distances_; }

 private:
  void meet(const float* query, NodeId v, uint32_t ef, std::vector<Neighbor>& open,
            std::vector<Neighbor>& best) {
    if (!met_.insert(v)) return;
    ++distances_;
    const Neighbor next{-dot(query, data_.row(v), kDimension), v};
    if (best.size() >= ef) {
      if (best.front() < next) return;
      std::pop_heap(best.begin(), best.end());
      best.pop_back();
    }
    best.push_back(next);
    std::push_heap(best.begin(), best.end());
    open.push_back(next);
    std::push_heap(open.begin(), open.end(), std::greater<>());
  }

  const Dataset& data_;
  const Graph& graph_;
  VisitedSet met_;
  NodeId entry_ = 0;
  uint64_t distances_ = 0;
};

// Mean recall@10.
template <typename Search>
double recallOf(const Dataset& data, Search search) {
  double sum = 0;
  const std::vector<uint32_t> queries = data.chosen(Queries::kReporting, kQueries);
  for (const uint32_t q : queries) sum += data.recall(q, search(data.query(q).data()), kTop);
  return sum / static_cast<double>(queries.size());
}

void addRecalls(Table& table, const char* name, const Dataset& data, const Graph& graph) {
  std::vector<std::string> cells = {name, fixed(meanDegree(graph), 1)};
  for (const uint32_t ef : kEfs) {
    Walk walk(data, graph);
    const double recall = recallOf(data, [&](const float* query) { return walk.nearest(query, ef); });
    const double each = static_cast<double>(walk.distances()) / std::min(kQueries, data.queryCount() / 2);
    cells.push_back(fixed(recall, 4) + " (" + fixed(each, 0) + ")");
  }
  table.row(cells);
}

void addSearchKnn(Table& table, const Dataset& data, HnswlibIndex& index) {
  std::vector<std::string> cells = {"hnswlib's own search, all levels", ""};
  for (const uint32_t ef : kEfs) {
    cells.push_back(fixed(recallOf(data, [&](const float* query) { return index.search(query, ef); }), 4));
  }
  table.row(cells);
}

void run(const std::string& folder, uint32_t passages, uint32_t runs) {
  const Dataset data = firstPassages(readDataset(folder), passages);
  std::vector<double> ours, theirs, ratios;
  Built built;
  std::unique_ptr<Theirs> rival;
  for (uint32_t i = 0; i < runs; ++i) {  // in turns, so that a busy machine slows both
    built = buildOurs(data);
    rival.reset();
    rival = std::make_unique<Theirs>(data);
    ours.push_back(built.seconds);
    theirs.push_back(rival->seconds);
    ratios.push_back(ours.back() / theirs.back());
    std::fprintf(stderr, "leann-web %.2f s, hnswlib %.2f s\n", ours.back(), theirs.back());
  }
  Table costs(
      "Building, N = " + std::to_string(data.size()) + ", medians of " + std::to_string(runs) + " runs",
      {"", "CPU s", "bytes held for vectors", "a vector"});
  const auto addCosts = [&](const char* name, double seconds, size_t bytes) {
    costs.row({name, fixed(seconds, 1), std::to_string(bytes), std::to_string(bytes / data.size())});
  };
  addCosts("leann-web, rounding to int8 included", median(ours), built.vectorBytes);
  addCosts("hnswlib", median(theirs), rival->vectorBytes);
  costs.row({"leann-web / hnswlib", fixed(median(ratios), 2),
             fixed(static_cast<double>(built.vectorBytes) / static_cast<double>(rival->vectorBytes), 2), ""});
  costs.print();

  std::vector<std::string> columns = {"", "mean out-degree"};
  for (const uint32_t ef : kEfs) columns.push_back("ef = " + std::to_string(ef));
  Table recalls("Recall@10 (distances a query)", columns);
  addRecalls(recalls, "leann-web", data, built.graph);
  addRecalls(recalls, "hnswlib", data, rival->graph);
  addSearchKnn(recalls, data, *rival->index);
  recalls.print();
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  const leann::bench::Arguments arguments(argc, argv, "bench_build FOLDER [PASSAGES] [RUNS]");
  leann::bench::run(arguments.folder(), arguments.number(2, 60000), std::max(1U, arguments.number(3, 3)));
  return 0;
}
