#include "build/reordering.h"

#include <algorithm>
#include <vector>

#include "build/recoding.h"
#include "code/encoder.h"

namespace leann {
namespace {

constexpr NodeId kUnplaced = ~NodeId{0};

// New numbers by old ones; empty if that is no order of all nodes.
std::vector<NodeId> placesIn(std::span<const NodeId> order, uint32_t size) {
  std::vector<NodeId> places(size, kUnplaced);
  if (order.size() != size) return {};
  for (NodeId v = 0; v < size; ++v) {
    if (order[v] >= size || places[order[v]] != kUnplaced) return {};
    places[order[v]] = v;
  }
  return places;
}

}  // namespace

Result<Index> reordered(const Index& index, std::span<const NodeId> order) {
  return guarded("reorder the index", [&]() -> Result<Index> {
    if (index.cut) return notWhole("reorder the index");
    if (!index.removed.empty()) return refuse("reorder the index", "nodes were removed");
    if (index.clusters.count() > 0) return refuse("reorder the index", "it was built in clusters");
    const std::vector<NodeId> places = placesIn(order, index.size());
    if (places.empty()) return refuse("reorder the index", "not every node has one place");

    Encoder old(index.graph, index.quantizer, *index.params.prediction);
    old.adopt(index.codes);
    std::vector<std::vector<NodeId>> lists(order.size());
    for (NodeId v = 0; v < order.size(); ++v) {
      for (const NodeId u : index.graph.neighbors(order[v])) lists[v].push_back(places[u]);
    }
    Graph graph = makeGraph(lists);
    Recoded recodedNodes = recoded(index, old, graph, order);
    Drift drift = index.drift;
    if (recodedNodes.moved > 0) drift.moved = std::min(drift.moved + recodedNodes.moved, Drift::kMost);
    CodeScan codes(recodedNodes.codes, index.quantizer.subspaces(), index.quantizer.bits());
    return Index{.params = index.params,
                 .graph = std::move(graph),
                 .quantizer = index.quantizer,
                 .codes = std::move(codes),
                 .lengths = std::move(recodedNodes.lengths),
                 .calibration = recodedNodes.calibration,
                 .drift = drift};
  });
}

}  // namespace leann
