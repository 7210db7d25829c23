#include "graph_codec.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "range_coder.h"

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
  uint32_t exponent_ = kExponents;  // of the step before; kExponents where there is none
  std::array<AdaptiveNumber<kCountBits>, kContexts> counts_;
  AdaptiveNumber<kExponentBits> escapes_;
  std::array<AdaptiveNumber<kExponentBits>, (kExponents + 1) * kContexts> steps_;
  std::array<AdaptiveNumber<2>, kExponents> tops_;
};

Status corrupt(const char* reason) {
  return {ErrorCode::kCorrupt, std::string("leann: cannot open the index: the graph ") + reason};
}

// Calls edge(v, u) for every edge, v < u, ascending; below(v) says how many of v's edges came before.
template <typename Below, typename Edge>
Status readEdges(RangeDecoder& decoder, uint32_t nodes, Below below, Edge edge) {
  const auto rows = std::make_unique<RowCoder<RangeDecoder>>(decoder);
  for (NodeId v = 0; v < nodes; ++v) {
    const uint32_t count = rows->count(below(v));
    if (count > nodes - 1 - v) return corrupt("has an impossible degree");
    rows->beginRow();
    NodeId u = v;
    for (uint32_t left = count; left > 0; --left) {
      const uint32_t step = rows->step(left);
      if (decoder.failed()) return corrupt("ends early");
      if (step > nodes - 1 - u) return corrupt("has a neighbour beyond the last node");
      u += step;
      if (const Status status = edge(v, u); !status.ok()) return status;
    }
  }
  if (!decoder.complete()) return corrupt("does not end where its last row does");
  return {};
}

}  // namespace

std::vector<uint8_t> encodeGraph(const Graph& graph) {
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
  return encoder.finish();
}

Result<Graph> decodeGraph(std::span<const uint8_t> bytes, uint32_t nodes, uint64_t mostEdges) {
  Graph graph;
  // While the degrees are counted, that of node v stands at v + 1 …
  graph.offsets.assign(size_t{nodes} + 1, 0);
  std::vector<uint32_t>& offsets = graph.offsets;
  uint64_t edges = 0;
  RangeDecoder first(bytes);
  const Status counted = readEdges(
      first, nodes, [&](NodeId v) { return offsets[v + 1]; },
      [&](NodeId v, NodeId u) -> Status {
        if (++edges > mostEdges) return corrupt("has more edges than its file has room for");
        ++offsets[v + 1];
        ++offsets[u + 1];
        return {};
      });
  if (!counted.ok()) return counted;
  if (first.used() != bytes.size()) return corrupt("is followed by bytes that belong to nothing");

  for (NodeId v = 0; v < nodes; ++v) offsets[v + 1] += offsets[v];
  graph.targets.resize(static_cast<size_t>(edges) * 2);
  // … and while the rows are filled, offsets[v] is where v's next neighbour goes. Ascending v fills every row
  // in ascending order: all neighbours below a node come before it is reached itself.
  RangeDecoder second(bytes);
  const Status filled = readEdges(
      second, nodes, [&](NodeId v) { return offsets[v] - (v == 0 ? 0 : offsets[v - 1]); },
      [&](NodeId v, NodeId u) -> Status {
        graph.targets[offsets[v]++] = u;
        graph.targets[offsets[u]++] = v;
        return {};
      });
  if (!filled.ok()) return filled;
  std::copy_backward(offsets.begin(), offsets.end() - 1, offsets.end());
  offsets[0] = 0;
  return graph;
}

}  // namespace leann
