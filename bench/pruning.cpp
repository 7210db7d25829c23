// The paper's comparison: recall@10 against recomputations a query, for HNSW unpruned, hub-preserving, random
// and small-M pruning at equal edges, and for the two-level search. Prints Markdown tables. Usage:
// bench_pruning FOLDER [QUERIES]
#include "graph/pruning.h"

#include <memory>
#include <string>

#include "arguments.h"
#include "dataset.h"
#include "indexes.h"
#include "measure.h"
#include "search/search.h"
#include "table.h"

namespace leann::bench {
namespace {

constexpr uint32_t kM = 30;  // the paper's
constexpr uint32_t kWalkEfs[] = {10, 20, 40, 80, 160, 320, 640};

// The paper's codes are of whole vectors.
constexpr BuildParams kPlain = {.rotation = RotationKind::kLearned,
                                .rows = kDimension,
                                .subspaces = 48,
                                .bits = 4,
                                .prediction = Prediction::kNone,
                                .lengthBits = 0};

Table costs(const std::string& title) {
  return {title, {"graph", "mean out-degree", ".80", ".85", ".90", ".95", ".97", "best recall@10"}};
}

void run(const Dataset& data, uint32_t queries) {
  const VectorTable vectors = data.table();
  const HubParams hubs{.M = 60, .m = 5, .hubFraction = 0.02};
  const FirstPass first = firstPass(vectors, kM, hubs.M);
  const Graph pruned = hubPreserving(vectors, first, hubs);
  const double degree = meanDegree(pruned);
  const Graph random = pruneRandomly(first.graph, degree / meanDegree(first.graph), 1);
  const Graph small = smallM(vectors, degree);
  Index coded = indexOver(first.graph, vectors, kPlain);
  const auto over = [&](const Graph& graph) {
    coded.graph = graph;
    return share(coded);
  };
  const auto addRow = [&](Table& table, const std::string& name, const Graph& graph,
                          const SearchParams& params) {
    const std::vector<Point> curve = sweep(data, over(graph), params, kWalkEfs, queries);
    std::vector<std::string> cells = {name, fixed(meanDegree(graph), 1)};
    for (const double recall : {0.80, 0.85, 0.90, 0.95, 0.97})
      cells.push_back(fixed(costAt(curve, recall), 0));
    cells.push_back(fixed(curve.back().recall, 3));
    table.row(cells);
  };

  Table everyNode = costs("Recomputing every node met: recomputations at a recall@10");
  SearchParams bestFirst{.k = kTop, .strategy = Strategy::kBestFirst};
  bestFirst.batchSize = 1;
  const std::pair<const char*, const Graph*> graphs[] = {
      {"HNSW, M = 30, unpruned", &first.graph},
      {"hub-preserving, M = 60, m = 5, 2 %", &pruned},
      {"random", &random},
      {"small M", &small},
  };
  for (const auto& [name, graph] : graphs) addRow(everyNode, name, *graph, bestFirst);
  everyNode.print();

  Table twoLevel = costs("Two-level search, codes of 24 B: recomputations at a recall@10");
  for (const auto& [name, graph] : {graphs[0], graphs[1]}) {
    for (const double ratio : {0.02, 0.05, 0.1, 0.2, 0.4, 1.0}) {
      SearchParams params{.k = kTop, .strategy = Strategy::kTwoLevel, .ratio = ratio};
      params.batchSize = 1;
      addRow(twoLevel, name + (", a = " + fixed(ratio, 2)), *graph, params);
    }
  }
  twoLevel.print();

  Table batching("Dynamic batching: hub-preserving, a = 0.05, ef = 80",
                 {"batches of", "recall@10", "recomputed", "batches"});
  for (const uint32_t batchSize : {1U, 16U, 64U}) {
    SearchParams params{.k = kTop, .strategy = Strategy::kTwoLevel, .ef = 80, .ratio = 0.05};
    params.batchSize = batchSize;
    const Point point = measure(data, over(pruned), params, queries);
    batching.row({std::to_string(batchSize) + " or more", fixed(point.recall, 3), fixed(point.recomputed, 0),
                  fixed(point.batches, 1)});
  }
  batching.print();
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  const leann::bench::Arguments arguments(argc, argv, "bench_pruning FOLDER [QUERIES]");
  leann::bench::run(leann::bench::readDataset(arguments.folder()), arguments.number(2, 1000));
  return 0;
}
