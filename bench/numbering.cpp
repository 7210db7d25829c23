// What the graph takes in the file, by the order in which nodes are numbered. Prints a Markdown table. Usage:
// bench_numbering FOLDER [PASSAGES]
#include "graph/numbering.h"

#include <cmath>
#include <numeric>

#include "arguments.h"
#include "base/random.h"
#include "dataset.h"
#include "graph/graph_codec.h"
#include "indexes.h"
#include "table.h"
#include "timing.h"

namespace leann::bench {
namespace {

constexpr uint32_t kSizes[] = {10000, 60000};

std::vector<NodeId> shuffled(uint32_t nodes) {
  std::vector<NodeId> order(nodes);
  std::iota(order.begin(), order.end(), 0U);
  Random random(1);
  for (size_t i = nodes; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

std::vector<NodeId> breadthFirst(const Graph& graph) {
  std::vector<NodeId> order;
  std::vector<bool> met(graph.size(), false);
  const auto meet = [&](NodeId v) {
    if (!met[v]) order.push_back(v);
    met[v] = true;
  };
  for (NodeId start = 0; start < graph.size(); ++start) {
    size_t next = order.size();
    for (meet(start); next < order.size(); ++next) {
      for (const NodeId u : graph.neighbors(order[next])) meet(u);
    }
  }
  return order;
}

void addSize(Table& table, const Dataset& data) {
  const uint32_t passages = data.size();
  const BuildParams params;
  const VectorTable vectors = data.table();
  const Graph graph = symmetrized(
      hubPreserving(vectors, firstPass(vectors, params.M, params.hubLinks),
                    {.M = params.hubLinks, .m = params.links, .hubFraction = params.hubFraction}));
  const double edges = static_cast<double>(graph.edges()) / 2;
  const auto add = [&](const char* name, const Graph& numbered, double milliseconds) {
    const std::vector<uint8_t> bytes = encodeGraph(numbered);
    const double bits = static_cast<double>(bytes.size()) * 8;
    const double start = cpuMilliseconds();
    const bool read = decodeGraph(bytes, numbered.size(), kMostEdges).ok();
    table.row({name, std::to_string(passages), fixed(bits / 8 / passages, 2), fixed(bits / edges, 2),
               fixed(64 / (bits / edges), 1), fixed(2 * std::log2(passages) / (bits / edges), 1),
               fixed(milliseconds, 0), read ? fixed(cpuMilliseconds() - start, 1) : "not read"});
  };
  const auto ordered = [&](const char* name, auto order) {
    const double start = cpuMilliseconds();
    const std::vector<NodeId> numbers = order();
    add(name, renumbered(graph, numbers), cpuMilliseconds() - start);
  };
  add("as added", graph, 0);
  ordered("at random", [&] { return shuffled(passages); });
  ordered("breadth first", [&] { return breadthFirst(graph); });
  ordered("by locality", [&] { return localOrder(graph); });
}

}  // namespace
}  // namespace leann::bench

int main(int argc, char** argv) {
  using namespace leann::bench;
  const Arguments arguments(argc, argv, "bench_numbering FOLDER [PASSAGES]");
  const Dataset data = readDataset(arguments.folder());
  Table table("Bits of the graph", {"nodes numbered", "N", "bytes a passage", "bits an edge",
                                    "32-bit ids, times", "log2 N bits, times", "numbering ms", "reading ms"});
  for (const uint32_t passages : arguments.sizes(kSizes)) addSize(table, firstPassages(data, passages));
  table.print();
  return 0;
}
