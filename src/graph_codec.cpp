#include "graph_codec.h"

#include <array>

#include "bytes.h"

namespace leann {
namespace {

constexpr uint32_t kParameters = 31;
constexpr size_t kMostEdges = (size_t{1} << 31) - 1;  // each is held twice

// Bits that Rice codes of each parameter would take, to choose the best.
class RiceCost {
 public:
  void add(uint32_t value) {
    for (uint32_t k = 0; k < kParameters; ++k) bits_[k] += (value >> k) + 1 + k;
  }
  uint8_t best() const {
    uint8_t k = 0;
    for (uint8_t i = 1; i < kParameters; ++i) {
      if (bits_[i] < bits_[k]) k = i;
    }
    return k;
  }

 private:
  std::array<uint64_t, kParameters> bits_{};
};

// Calls count(number of neighbours above v) and then gap(distance to the one before, less one) for each of
// them.
template <typename Count, typename Gap>
void walkEdges(const Graph& graph, Count count, Gap gap) {
  for (NodeId v = 0; v < graph.size(); ++v) {
    const auto row = graph.neighbors(v);
    size_t first = 0;
    while (first < row.size() && row[first] < v) ++first;
    count(static_cast<uint32_t>(row.size() - first));
    NodeId previous = v;
    for (size_t i = first; i < row.size(); ++i) {
      gap(row[i] - previous - 1);
      previous = row[i];
    }
  }
}

Status corrupt(const char* reason) {
  return {ErrorCode::kCorrupt, std::string("leann: cannot open the index: the graph ") + reason};
}

}  // namespace

std::vector<uint8_t> encodeGraph(const Graph& graph) {
  RiceCost counts, gaps;
  walkEdges(
      graph, [&](uint32_t value) { counts.add(value); }, [&](uint32_t value) { gaps.add(value); });
  const uint8_t countK = counts.best();
  const uint8_t gapK = gaps.best();
  BitWriter bits;
  bits.bits(countK, 8);
  bits.bits(gapK, 8);
  walkEdges(
      graph, [&](uint32_t value) { bits.rice(value, countK); },
      [&](uint32_t value) { bits.rice(value, gapK); });
  return bits.bytes();
}

Result<Graph> decodeGraph(std::span<const uint8_t> bytes, uint32_t nodes) {
  BitReader bits(bytes);
  const uint32_t countK = bits.bits(8);
  const uint32_t gapK = bits.bits(8);
  if (countK >= kParameters || gapK >= kParameters) return corrupt("has an unknown coding parameter");

  std::vector<NodeId> above;            // neighbours above v, for v = 0, 1, …
  std::vector<uint32_t> counts(nodes);  // how many of `above` are v's
  Graph graph;
  graph.offsets.assign(size_t{nodes} + 1, 0);
  for (NodeId v = 0; v < nodes; ++v) {
    const uint32_t count = bits.rice(countK, nodes - 1 - v);
    counts[v] = count;
    NodeId previous = v;
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t room = nodes - 1 - previous;  // ids left above the previous neighbour
      if (room == 0) return corrupt("has a neighbour beyond the last node");
      previous += 1 + bits.rice(gapK, room - 1);
      if (bits.failed()) return corrupt("ends early or has a neighbour beyond the last node");
      if (above.size() == kMostEdges) return corrupt("has more edges than 32-bit offsets can count");
      above.push_back(previous);
      ++graph.offsets[previous + 1];
    }
    graph.offsets[v + 1] += count;
    if (bits.failed()) return corrupt("ends early or has an impossible degree");
  }
  if (!bits.atEnd()) return corrupt("is followed by bits that belong to nothing");

  for (NodeId v = 0; v < nodes; ++v) graph.offsets[v + 1] += graph.offsets[v];
  graph.targets.resize(above.size() * 2);
  std::vector<uint32_t> next(graph.offsets.begin(), graph.offsets.end() - 1);
  size_t at = 0;
  // Ascending v fills every row in ascending order: all neighbours below a node come before it is reached
  // itself.
  for (NodeId v = 0; v < nodes; ++v) {
    for (uint32_t i = 0; i < counts[v]; ++i) {
      const NodeId u = above[at++];
      graph.targets[next[v]++] = u;
      graph.targets[next[u]++] = v;
    }
  }
  return graph;
}

}  // namespace leann
