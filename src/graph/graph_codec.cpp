#include "graph/graph_codec.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/range_coder.h"

namespace leann {
namespace {

constexpr uint32_t kCountBits = 5;
constexpr uint32_t kEscape = (1U << kCountBits) - 1;  // and from there on another number says how many more
constexpr uint32_t kExponentBits = 5;
constexpr uint32_t kContexts = 8;  // of a small count; from the last on they are one
constexpr uint32_t kExponents = 32;

uint32_t contextOf(uint32_t count) { return std::min(count, kContexts - 1); }

// Codes the rows of a graph, by RangeEncoder or RangeDecoder; the one place that knows the order of what is
// coded.
template <typename Coder>
class RowCoder {
 public:
  explicit RowCoder(Coder& coder) : coder_(coder) {}

  // How many neighbours of a node have higher numbers, `below` of its neighbours being lower.
  uint32_t count(uint32_t below, uint32_t value = 0) {
    const uint32_t small = counts_[contextOf(below)].code(coder_, std::min(value, kEscape));
    if (small < kEscape) return small;
    const uint32_t more = magnitude(escapes_, value - kEscape + 1) - 1;
    return more > UINT32_MAX - kEscape ? UINT32_MAX : kEscape + more;
  }

  void beginRow() { exponent_ = kExponents; }

  // The step from one neighbour to the next, at least 1; `left`: how many neighbours are still to come, this
  // one included.
  uint32_t step(uint32_t left, uint32_t value = 0) {
    // The first step of a row has contexts of its own.
    AdaptiveNumber<kExponentBits>& exponents = steps_[exponent_ * kContexts + contextOf(left)];
    return magnitude(exponents, value);
  }

 private:
  // A number from 1: the place of its highest bit, then what is below it, of which the two highest are
  // learned too.
  uint32_t magnitude(AdaptiveNumber<kExponentBits>& exponents, uint32_t value) {
    const uint32_t exponent =
        exponents.code(coder_, value == 0 ? 0 : 31U - static_cast<uint32_t>(__builtin_clz(value)));
    exponent_ = exponent;
    if (exponent < 2) return 1U << exponent | coder_.bits(value & ((1U << exponent) - 1), exponent);
    const uint32_t rest = exponent - 2;
    const uint32_t top = tops_[exponent].code(coder_, value >> rest & 3U);
    return (4U | top) << rest | coder_.bits(value & ((1U << rest) - 1), rest);
  }

  Coder& coder_;
  uint32_t exponent_ = kExponents;  // of the step before; kExponents if there is none
  std::array<AdaptiveNumber<kCountBits>, kContexts> counts_;
  AdaptiveNumber<kExponentBits> escapes_;
  std::array<AdaptiveNumber<kExponentBits>, (kExponents + 1) * kContexts> steps_;
  std::array<AdaptiveNumber<2>, kExponents> tops_;
};

Status corruptGraph(const char* reason) {
  return {ErrorCode::kCorrupt, std::string("leann: cannot open the index: the graph ") + reason};
}

// The neighbours of higher number of every node, row by row, into the front of graph.targets, their numbers
// into `above`, and degrees into graph.offsets: that of node v at v + 1.
Status readRows(std::span<const uint8_t> bytes, uint32_t edges, Graph& graph, std::vector<uint32_t>& above) {
  RangeDecoder decoder(bytes);
  const auto rows = std::make_unique<RowCoder<RangeDecoder>>(decoder);
  const auto nodes = static_cast<uint32_t>(above.size());
  uint32_t read = 0;
  for (NodeId v = 0; v < nodes; ++v) {
    const uint32_t count = rows->count(graph.offsets[v + 1]);
    if (count > nodes - 1 - v) return corruptGraph("has an impossible degree");
    if (count > edges - read) return corruptGraph("has more edges than it says");
    rows->beginRow();
    NodeId u = v;
    for (uint32_t left = count; left > 0; --left) {
      const uint32_t step = rows->step(left);
      if (step > nodes - 1 - u) return corruptGraph("has a neighbour beyond the last node");
      u += step;
      graph.targets[read++] = u;
      ++graph.offsets[u + 1];
    }
    above[v] = count;
    graph.offsets[v + 1] += count;
    if (decoder.failed()) return corruptGraph("ends early");
  }
  if (read != edges) return corruptGraph("has fewer edges than it says");
  if (!decoder.complete()) return corruptGraph("does not end where its last row does");
  if (decoder.used() != bytes.size()) return corruptGraph("is followed by bytes that belong to nothing");
  return {};
}

// Spreads the rows of higher neighbours from the front of graph.targets to where rows belong, and enters each
// edge in its other row as well. From the last node down a row never comes to lie on one that is still to be
// moved: degrees are at least the numbers of higher neighbours.
void spreadRows(uint32_t edges, Graph& graph, std::vector<uint32_t>& above) {
  std::vector<NodeId> row;
  uint32_t unread = edges;
  for (NodeId v = graph.size(); v-- > 0;) {
    const uint32_t count = above[v];
    unread -= count;
    const auto from = graph.targets.begin() + static_cast<std::ptrdiff_t>(unread);
    row.assign(from, from + static_cast<std::ptrdiff_t>(count));
    // From here on above[v] is the place of the lowest neighbour of v that is there already.
    above[v] = graph.offsets[v + 1] - count;
    std::copy(row.begin(), row.end(), graph.targets.begin() + static_cast<std::ptrdiff_t>(above[v]));
    for (const NodeId u : row) graph.targets[--above[u]] = v;
  }
}

}  // namespace

std::vector<uint8_t> encodeGraph(const Graph& graph) {
  ByteWriter out;
  out.u32(static_cast<uint32_t>(graph.edges() / 2));
  RangeEncoder encoder;
  const auto rows = std::make_unique<RowCoder<RangeEncoder>>(encoder);
  for (NodeId v = 0; v < graph.size(); ++v) {
    const auto row = graph.neighbors(v);
    const auto above = static_cast<size_t>(std::lower_bound(row.begin(), row.end(), v) - row.begin());
    rows->count(static_cast<uint32_t>(above), static_cast<uint32_t>(row.size() - above));
    rows->beginRow();
    NodeId previous = v;
    for (size_t i = above; i < row.size(); ++i) {
      rows->step(static_cast<uint32_t>(row.size() - i), row[i] - previous);
      previous = row[i];
    }
  }
  out.raw(encoder.finish());
  return std::move(out.bytes());
}

Result<Graph> decodeGraph(std::span<const uint8_t> bytes, uint32_t nodes, uint64_t mostEdges) {
  ByteReader in(bytes);
  const uint32_t edges = in.u32();
  if (in.failed() || edges > std::min(mostEdges, kMostEdges)) {
    return corruptGraph("has more edges than its file has room for");
  }
  Graph graph;
  graph.offsets.assign(size_t{nodes} + 1, 0);
  graph.targets.resize(size_t{edges} * 2);
  std::vector<uint32_t> above(nodes);
  if (const Status status = readRows(bytes.subspan(4), edges, graph, above); !status.ok()) return status;
  for (NodeId v = 0; v < nodes; ++v) graph.offsets[v + 1] += graph.offsets[v];
  spreadRows(edges, graph, above);
  return graph;
}

}  // namespace leann
