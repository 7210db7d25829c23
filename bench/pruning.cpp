// The paper's comparison: recall@10 against recomputations a query, for HNSW unpruned, hub-preserving, random
// and small-M pruning at equal edges, and for the two-level search. Prints Markdown tables. Usage:
// bench_pruning FOLDER [QUERIES]
#include "pruning.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "dataset.h"
#include "hnsw.h"
#include "index.h"
#include "measure.h"
#include "search.h"

namespace leann::bench {
namespace {

constexpr uint32_t kM = 30;                // the paper's
constexpr uint32_t kEfConstruction = 128;  // the paper's

double averageDegree(const Graph& graph) { return static_cast<double>(graph.edges()) / graph.size(); }

HnswBuilder finished(HnswBuilder builder) {
  const auto start = std::chrono::steady_clock::now();
  while (!builder.finished()) builder.insertNext();
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  std::fprintf(stderr, "built in %.0f s\n", spent.count());
  return builder;
}

Graph build(const VectorTable& vectors, const HnswParams& params) {
  return finished(HnswBuilder(vectors, params)).level0();
}

// Recomputations at a recall, on a straight line between the two points around it; negative if never reached.
double costAt(const std::vector<Point>& curve, double recall) {
  for (size_t i = 0; i < curve.size(); ++i) {
    if (curve[i].recall < recall) continue;
    if (i == 0) return curve[0].recomputed;
    const Point& a = curve[i - 1];
    const Point& b = curve[i];
    return a.recomputed + (recall - a.recall) / (b.recall - a.recall) * (b.recomputed - a.recomputed);
  }
  return -1;
}

std::vector<Point> sweep(const Dataset& data, const std::shared_ptr<const Index>& index, SearchParams params,
                         uint32_t queries) {
  std::vector<Point> curve;
  for (const uint32_t ef : {10, 20, 40, 80, 160, 320, 640}) {
    params.ef = ef;
    curve.push_back(measure(data, index, params, queries));
    if (curve.back().recall > 0.985) break;
  }
  return curve;
}

void printRow(const std::string& name, double degree, const std::vector<Point>& curve) {
  std::printf("| %s | %.1f |", name.c_str(), degree);
  for (const double recall : {0.80, 0.85, 0.90, 0.95, 0.97}) {
    const double cost = costAt(curve, recall);
    if (cost < 0) {
      std::printf(" – |");
    } else {
      std::printf(" %.0f |", cost);
    }
  }
  std::printf(" %.3f |\n", curve.back().recall);
  std::fflush(stdout);
}

void printHeader(const char* first) {
  std::printf(
      "\n| %s | mean out-degree | .80 | .85 | .90 | .95 | .97 | best recall@10 "
      "|\n|---|---|---|---|---|---|---|---|\n",
      first);
}

// HNSW with the M, and the cap on its lists, whose graph has the mean out-degree asked for.
Graph smallM(const VectorTable& vectors, double degree) {
  Graph best;
  uint32_t M = 2;
  for (; M < kM; ++M) {
    best = build(vectors, {.M = M, .maxDegree0 = 2 * M, .efConstruction = kEfConstruction});
    if (averageDegree(best) >= degree) break;
  }
  for (uint32_t cap = 2 * M - 1; cap >= M; --cap) {
    Graph tighter = build(vectors, {.M = M, .maxDegree0 = cap, .efConstruction = kEfConstruction});
    if (averageDegree(tighter) < degree) break;
    best = std::move(tighter);
  }
  return best;
}

void run(const std::string& folder, uint32_t queries) {
  const Dataset data = readDataset(folder);
  const VectorTable vectors = data.table();
  const Quantizer quantizer = Quantizer::train(vectors, {.subspaces = 48, .bits = 4, .seed = 1});
  const std::vector<uint8_t> codes = quantizer.encode(vectors);
  const auto indexOf = [&](Graph graph) {
    return std::make_shared<const Index>(Index{BuildParams{}, std::move(graph), quantizer, codes});
  };

  const HubParams hubs{.M = 60, .m = 5, .hubFraction = 0.02};
  HnswBuilder firstPass = finished(HnswBuilder(
      vectors, {.M = kM, .maxDegree0 = 2 * kM, .efConstruction = kEfConstruction, .choices = hubs.M}));
  const Graph first = firstPass.level0();
  const HnswParams hubPass{.M = hubs.M, .maxDegree0 = hubs.M, .efConstruction = kEfConstruction};
  const Graph pruned =
      finished(HnswBuilder(vectors, hubPass, hubPreservingLinks(first, hubs), firstPass.takeChoices()))
          .level0();
  const double degree = averageDegree(pruned);
  const Graph random = pruneRandomly(first, degree / averageDegree(first), 1);
  const Graph small = smallM(vectors, degree);

  std::printf("N = %u, %u odd queries.\n", data.size(), std::min(queries, data.queryCount() / 2));
  SearchParams bestFirst{.k = kTop, .strategy = Strategy::kBestFirst};
  bestFirst.batchSize = 1;
  printHeader("recomputing every node met");
  const std::pair<const char*, const Graph*> graphs[] = {
      {"HNSW, M = 30, unpruned", &first},
      {"hub-preserving, M = 60, m = 5, 2 %", &pruned},
      {"random", &random},
      {"small M", &small},
  };
  for (const auto& [name, graph] : graphs) {
    printRow(name, averageDegree(*graph), sweep(data, indexOf(*graph), bestFirst, queries));
  }
  printHeader("two-level search, codes of 24 B");
  for (const auto& [name, graph] : {graphs[0], graphs[1]}) {
    for (const double ratio : {0.02, 0.05, 0.1, 0.2, 0.4, 1.0}) {
      SearchParams params{.k = kTop, .strategy = Strategy::kTwoLevel, .ratio = ratio};
      params.batchSize = 1;
      char label[96];
      std::snprintf(label, sizeof label, "%s, a = %.2f", name, ratio);
      printRow(label, averageDegree(*graph), sweep(data, indexOf(*graph), params, queries));
    }
  }
  std::printf(
      "\n| dynamic batching (hub-preserving, a = 0.05, ef = 80) | recall@10 | recomputed | batches "
      "|\n|---|---|---|---|\n");
  for (const uint32_t batchSize : {1, 16, 64}) {
    SearchParams params{.k = kTop, .strategy = Strategy::kTwoLevel, .ef = 80, .ratio = 0.05};
    params.batchSize = batchSize;
    const Point point = measure(data, indexOf(pruned), params, queries);
    std::printf("| batches of %u or more | %.3f | %.0f | %.1f |\n", batchSize, point.recall, point.recomputed,
                point.batches);
  }
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_pruning FOLDER [QUERIES]\n");
    return 2;
  }
  leann::bench::run(argv[1], argc > 2 ? static_cast<uint32_t>(std::strtoul(argv[2], nullptr, 10)) : 1000);
  return 0;
}
