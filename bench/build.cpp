// Graph construction against hnswlib: one thread, the same compiler and flags, M = 16, efConstruction = 128,
// inner product. Prints a Markdown table. Usage: bench_build FOLDER [PASSAGES] [RUNS]
#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "dataset.h"
#include "hnsw.h"
#include "neighbor.h"
#include "visited_set.h"

namespace leann::bench {
namespace {

constexpr uint32_t kM = 16;
constexpr uint32_t kEfConstruction = 128;
constexpr uint32_t kTop = 10;  // of recall@10
constexpr uint32_t kQueries = 1000;
constexpr uint32_t kEfs[] = {10, 16, 32, 64, 128, 256};

using Hnswlib = hnswlib::HierarchicalNSW<float>;

// With Emscripten the time elapsed, as there is no other clock.
double cpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

struct Built {
  double seconds = 0;
  size_t vectorBytes = 0;
  Graph graph;
};

Built buildOurs(const Dataset& data) {
  const double start = cpuSeconds();
  const VectorTable vectors = data.table();  // rounding is part of the work
  HnswBuilder builder(vectors, {.M = kM, .maxDegree0 = 2 * kM, .efConstruction = kEfConstruction});
  while (!builder.finished()) builder.insertNext();
  const double seconds = cpuSeconds() - start;
  return {seconds, vectors.memory(), builder.level0()};
}

#ifdef __EMSCRIPTEN__
// hnswlib has no SIMD for WebAssembly, so it is lent ours: its own scalar loop would be no match.
class InnerProduct : public hnswlib::SpaceInterface<float> {
 public:
  explicit InnerProduct(size_t dimension) : dimension_(dimension) {}
  size_t get_data_size() override { return dimension_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override {
    return [](const void* a, const void* b, const void* dimension) {
      return 1 - dot(static_cast<const float*>(a), static_cast<const float*>(b),
                     *static_cast<const size_t*>(dimension));
    };
  }
  void* get_dist_func_param() override { return &dimension_; }

 private:
  size_t dimension_;
};
#else
using InnerProduct = hnswlib::InnerProductSpace;
#endif

struct Theirs : Built {
  explicit Theirs(const Dataset& data) {
    const double start = cpuSeconds();
    index = std::make_unique<Hnswlib>(&space, data.size(), kM, kEfConstruction);
    for (NodeId id = 0; id < data.size(); ++id) index->addPoint(data.row(id), id);
    seconds = cpuSeconds() - start;
    vectorBytes = size_t{data.size()} * index->data_size_;
    std::vector<std::vector<NodeId>> lists(data.size());  // one thread: internal ids are labels
    for (NodeId id = 0; id < data.size(); ++id) {
      unsigned int* list = index->get_linklist0(id);
      lists[id].assign(list + 1, list + 1 + index->getListCount(list));
    }
    graph = makeGraph(lists);
  }

  InnerProduct space{kDimension};
  std::unique_ptr<Hnswlib> index;
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
    std::sort_heap(best.begin(), best.end());
    std::vector<NodeId> ids;
    for (size_t i = 0; i < std::min<size_t>(kTop, best.size()); ++i) ids.push_back(best[i].id);
    return ids;
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

// Mean recall@10 of the first odd queries; the even ones are for tuning.
template <typename Search>
double recallOf(const Dataset& data, Search search) {
  double sum = 0;
  uint32_t count = 0;
  for (uint32_t q = 1; q < data.queryCount() && count < kQueries; q += 2, ++count) {
    sum += data.recall(q, search(data.query(q).data()), kTop);
  }
  return sum / count;
}

void printRecalls(const char* name, const Dataset& data, const Graph& graph) {
  std::printf("| %s | %.1f |", name, static_cast<double>(graph.edges()) / graph.size());
  for (const uint32_t ef : kEfs) {
    Walk walk(data, graph);
    const double recall = recallOf(data, [&](const float* query) { return walk.nearest(query, ef); });
    std::printf(" %.4f (%.0f) |", recall,
                static_cast<double>(walk.distances()) / std::min(kQueries, data.queryCount() / 2));
  }
  std::printf("\n");
}

void printSearchKnn(const Dataset& data, Hnswlib& index) {
  std::printf("| hnswlib's own search, all levels | |");
  for (const uint32_t ef : kEfs) {
    index.setEf(ef);
    const double recall = recallOf(data, [&](const float* query) {
      auto queue = index.searchKnn(query, kTop);
      std::vector<NodeId> ids;
      for (; !queue.empty(); queue.pop()) ids.push_back(static_cast<NodeId>(queue.top().second));
      return ids;
    });
    std::printf(" %.4f |", recall);
  }
  std::printf("\n");
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
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
  std::printf("N = %u, M = %u, efConstruction = %u, medians of %u runs: leann-web / hnswlib = %.2f.\n\n",
              data.size(), kM, kEfConstruction, runs, median(ratios));
  std::printf("| | CPU time | bytes of vectors |\n|---|---|---|\n");
  std::printf("| leann-web | %.1f s | %zu |\n", median(ours), built.vectorBytes);
  std::printf("| hnswlib | %.1f s | %zu |\n", median(theirs), rival->vectorBytes);
  std::printf("\n| recall@10 (distances a query) | mean degree |");
  for (const uint32_t ef : kEfs) std::printf(" ef = %u |", ef);
  std::printf("\n|---|---|---|---|---|---|---|---|\n");
  printRecalls("leann-web", data, built.graph);
  printRecalls("hnswlib", data, rival->graph);
  printSearchKnn(data, *rival->index);
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_build FOLDER [PASSAGES] [RUNS]\n");
    return 2;
  }
  const auto number = [&](int i, uint32_t fallback) {
    return argc > i ? static_cast<uint32_t>(std::strtoul(argv[i], nullptr, 10)) : fallback;
  };
  leann::bench::run(argv[1], number(2, 60000), std::max(1U, number(3, 3)));
  return 0;
}
