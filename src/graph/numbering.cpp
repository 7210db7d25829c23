#include "graph/numbering.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace leann {
namespace {

// Ranges of this many nodes are left in the order they have: a swap in them hardly shortens a gap.
constexpr uint32_t kSmallestRange = 16;
// Rounds of swapping in each range. At 60,000 nodes 10 leave gaps .4 bits longer (docs/benchmarks.md, "The
// graph").
constexpr int kSwapRounds = 20;

// log2(i) for i = 0 .. 4,095 and of what lies between powers of two times them, in 1 / 2^16, by repeated
// squaring.
class Logarithms {
 public:
  Logarithms() {
    for (uint32_t i = 1; i < table_.size(); ++i) table_[i] = exact(i);
  }
  int64_t of(uint32_t value) const {
    uint32_t shift = 0;
    while (value >> shift >= table_.size()) ++shift;
    return table_[value >> shift] + (int64_t{shift} << kFraction);
  }

 private:
  static constexpr uint32_t kFraction = 16;

  static int64_t exact(uint32_t value) {
    uint32_t whole = 31;
    while (value >> whole == 0) --whole;
    uint64_t x = uint64_t{value} << (31 - whole);  // 1 <= x / 2^31 < 2
    int64_t result = whole;
    for (uint32_t i = 0; i < kFraction; ++i) {
      x = x * x >> 31U;
      result <<= 1U;
      if (x >> 32U != 0) {
        x >>= 1U;
        result |= 1;
      }
    }
    return result;
  }

  std::array<int64_t, 4096> table_{};
};

std::vector<NodeId> depthFirst(const Graph& graph) {
  std::vector<NodeId> order;
  order.reserve(graph.size());
  std::vector<bool> met(graph.size(), false);
  std::vector<NodeId> stack;
  for (NodeId start = 0; start < graph.size(); ++start) {
    stack.push_back(start);
    while (!stack.empty()) {
      const NodeId v = stack.back();
      stack.pop_back();
      if (met[v]) continue;
      met[v] = true;
      order.push_back(v);
      const auto row = graph.neighbors(v);
      for (size_t i = row.size(); i-- > 0;) {
        if (!met[row[i]]) stack.push_back(row[i]);
      }
    }
  }
  return order;
}

class Bisection {
 public:
  explicit Bisection(const Graph& graph)
      : graph_(graph),
        order_(depthFirst(graph)),
        inLeft_(graph.size()),
        left_(graph.size()),
        right_(graph.size()) {}

  std::vector<NodeId> run() {
    // Ranges still to be halved; a stack, as their order does not matter.
    std::vector<Range> ranges{{0, graph_.size()}};
    while (!ranges.empty()) {
      const Range range = ranges.back();
      ranges.pop_back();
      if (range.end - range.begin <= kSmallestRange) continue;
      const uint32_t middle = range.begin + (range.end - range.begin) / 2;
      halve(range, middle);
      ranges.push_back({range.begin, middle});
      ranges.push_back({middle, range.end});
    }
    return std::move(order_);
  }

 private:
  struct Range {
    uint32_t begin, end;
  };
  struct Move {
    int64_t gain;
    NodeId node;
    bool operator<(const Move& other) const {
      return gain != other.gain ? gain > other.gain : node < other.node;
    }
  };

  void halve(Range range, uint32_t middle) {
    for (uint32_t i = range.begin; i < range.end; ++i) inLeft_[order_[i]] = i < middle ? 1 : 0;
    for (int round = 0; round < kSwapRounds && swapOnce(range, middle); ++round) {
    }
    const auto at = [&](uint32_t i) { return order_.begin() + static_cast<std::ptrdiff_t>(i); };
    std::stable_partition(at(range.begin), at(range.end), [&](NodeId v) { return inLeft_[v] != 0; });
  }

  // Swaps pairs for as long as they gain; false when none did.
  bool swapOnce(Range range, uint32_t middle) {
    count(range);
    const int64_t leftLog = log_.of(middle - range.begin);
    const int64_t rightLog = log_.of(range.end - middle);
    // Bits that the gaps of a row would take that has `left` neighbours in one half and `right` in the other.
    const auto cost = [&](uint32_t left, uint32_t right) {
      return left * (leftLog - log_.of(left + 1)) + right * (rightLog - log_.of(right + 1));
    };
    toRight_.clear();
    toLeft_.clear();
    for (uint32_t i = range.begin; i < range.end; ++i) {
      const NodeId v = order_[i];
      int64_t gain = 0;
      const auto seen = [&](NodeId row) {
        const uint32_t left = left_[row];
        const uint32_t right = right_[row];
        gain += cost(left, right) - (inLeft_[v] != 0 ? cost(left - 1, right + 1) : cost(left + 1, right - 1));
      };
      for (const NodeId u : graph_.neighbors(v)) seen(u);
      seen(v);
      (inLeft_[v] != 0 ? toRight_ : toLeft_).push_back({gain, v});
    }
    std::sort(toRight_.begin(), toRight_.end());
    std::sort(toLeft_.begin(), toLeft_.end());
    const size_t pairs = std::min(toRight_.size(), toLeft_.size());
    size_t swapped = 0;
    for (; swapped < pairs && toRight_[swapped].gain + toLeft_[swapped].gain > 0; ++swapped) {
      inLeft_[toRight_[swapped].node] = 0;
      inLeft_[toLeft_[swapped].node] = 1;
    }
    return swapped > 0;
  }

  // For each row that touches the range: how many of its nodes, itself included, are in either half.
  void count(Range range) {
    const auto each = [&](auto visit) {
      for (uint32_t i = range.begin; i < range.end; ++i) {
        const NodeId v = order_[i];
        for (const NodeId u : graph_.neighbors(v)) visit(v, u);
        visit(v, v);
      }
    };
    each([&](NodeId, NodeId row) { left_[row] = right_[row] = 0; });
    each([&](NodeId v, NodeId row) { ++(inLeft_[v] != 0 ? left_ : right_)[row]; });
  }

  const Graph& graph_;
  Logarithms log_;
  std::vector<NodeId> order_;
  std::vector<uint8_t> inLeft_;
  std::vector<uint32_t> left_, right_;
  std::vector<Move> toRight_, toLeft_;
};

}  // namespace

std::vector<NodeId> localOrder(const Graph& graph) { return Bisection(graph).run(); }

std::vector<uint32_t> localGroupOrder(const Graph& graph, std::span<const uint32_t> counts) {
  std::vector<uint32_t> groupOf;
  groupOf.reserve(graph.size());
  for (uint32_t group = 0; group < counts.size(); ++group)
    groupOf.insert(groupOf.end(), counts[group], group);
  std::vector<std::vector<uint32_t>> lists(counts.size());
  for (NodeId v = 0; v < graph.size(); ++v) {
    for (const NodeId u : graph.neighbors(v)) lists[groupOf[v]].push_back(groupOf[u]);
  }
  return localOrder(makeGraph(lists));
}

std::vector<NodeId> nodeOrder(std::span<const uint32_t> groupOrder, std::span<const uint32_t> counts) {
  std::vector<NodeId> firsts(counts.size());
  std::exclusive_scan(counts.begin(), counts.end(), firsts.begin(), NodeId{0});
  std::vector<NodeId> order;
  for (const uint32_t group : groupOrder) {
    for (uint32_t i = 0; i < counts[group]; ++i) order.push_back(firsts[group] + i);
  }
  return order;
}

Graph renumbered(const Graph& graph, std::span<const NodeId> order) {
  std::vector<NodeId> numberOf(order.size());
  for (NodeId v = 0; v < order.size(); ++v) numberOf[order[v]] = v;
  Graph result;
  result.offsets.reserve(graph.offsets.size());
  result.targets.reserve(graph.targets.size());
  for (const NodeId old : order) {
    const auto begin = static_cast<std::ptrdiff_t>(result.targets.size());
    for (const NodeId u : graph.neighbors(old)) result.targets.push_back(numberOf[u]);
    std::sort(result.targets.begin() + begin, result.targets.end());
    result.offsets.push_back(static_cast<uint32_t>(result.targets.size()));
  }
  return result;
}

}  // namespace leann
