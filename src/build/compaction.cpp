#include "build/compaction.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/neighbor.h"
#include "base/random.h"
#include "base/visited_set.h"
#include "code/encoder.h"
#include "vector/distance.h"

namespace leann {
namespace {

// Removed nodes that are passed, at most, between a node and what replaces one that it lost.
constexpr uint32_t kMostPassed = 3;
// Nodes that are looked at to join one that would be cut off.
constexpr size_t kMostJoined = 64;
constexpr uint32_t kTrials = 32;   // queries that tell what moving adds to errors
constexpr uint32_t kNearest = 64;  // nodes of each that count

// Sets of nodes that hang together.
class Unions {
 public:
  explicit Unions(uint32_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), 0U); }
  NodeId find(NodeId v) {
    while (parents_[v] != v) v = parents_[v] = parents_[parents_[v]];
    return v;
  }
  void unite(NodeId a, NodeId b) { parents_[find(b)] = find(a); }

 private:
  std::vector<NodeId> parents_;
};

// Links what is left where nodes were removed. All numbers are those before compaction.
class Mending {
 public:
  Mending(const Index& index, const VectorTable& decoded)
      : index_(index), decoded_(decoded), met_(index.size()), links_(index.size()) {}

  std::vector<std::vector<NodeId>> run() {
    for (NodeId v = 0; v < index_.size(); ++v) {
      if (removed(v)) continue;
      for (const NodeId u : index_.graph.neighbors(v)) {
        if (!removed(u)) links_[v].push_back(u);
      }
    }
    for (NodeId v = 0; v < index_.size(); ++v) {
      if (!removed(v)) replaceLost(v);
    }
    joinCutOff();
    return std::move(links_);
  }

 private:
  bool removed(NodeId v) const { return index_.removed.contains(v); }
  void link(NodeId a, NodeId b) {
    links_[a].push_back(b);
    links_[b].push_back(a);
  }
  NodeId nearestOf(std::span<const NodeId> nodes, NodeId to) const;
  void replaceLost(NodeId v);
  void joinCutOff();

  const Index& index_;
  const VectorTable& decoded_;
  VisitedSet met_;
  std::vector<std::vector<NodeId>> links_;
};

NodeId Mending::nearestOf(std::span<const NodeId> nodes, NodeId to) const {
  Neighbor best{decoded_.distanceBetween(to, nodes[0]), nodes[0]};
  for (const NodeId u : nodes.subspan(1)) {
    best = std::min(best, Neighbor{decoded_.distanceBetween(to, u), u});
  }
  return best.id;
}

// Only earlier neighbours are replaced, each by another earlier one: every edge is an earlier neighbour of
// one of its ends, so that the number of edges stays, and no prediction changes that need not. What stood
// nearest to the lost one changes it least.
void Mending::replaceLost(NodeId v) {
  std::vector<NodeId> passed, beyond, found;
  for (const NodeId lost : earlierNeighbors(index_.graph, v)) {
    if (!removed(lost)) continue;
    met_.clear();
    met_.insert(v);
    met_.insert(lost);
    for (const NodeId u : links_[v]) met_.insert(u);
    passed.assign(1, lost);
    found.clear();
    for (uint32_t i = 0; i < kMostPassed && found.empty() && !passed.empty(); ++i) {
      beyond.clear();
      for (const NodeId via : passed) {
        for (const NodeId u : index_.graph.neighbors(via)) {
          if (!removed(u) && u > v) continue;
          if (met_.insert(u)) (removed(u) ? beyond : found).push_back(u);
        }
      }
      passed.swap(beyond);
    }
    if (!found.empty()) link(v, nearestOf(found, lost));
  }
}

// What hung together by removed nodes alone shall hang together without them.
void Mending::joinCutOff() {
  Unions unions(index_.size());
  for (NodeId v = 0; v < index_.size(); ++v) {
    for (const NodeId u : links_[v]) unions.unite(v, u);
  }
  std::vector<NodeId> passed, around;
  met_.clear();
  for (NodeId first = 0; first < index_.size(); ++first) {
    if (!removed(first) || !met_.insert(first)) continue;
    passed.assign(1, first);
    around.clear();
    while (!passed.empty()) {
      const NodeId via = passed.back();
      passed.pop_back();
      for (const NodeId u : index_.graph.neighbors(via)) {
        if (!removed(u)) {
          around.push_back(u);
        } else if (met_.insert(u)) {
          passed.push_back(u);
        }
      }
    }
    std::sort(around.begin(), around.end());
    for (size_t i = 1; i < around.size(); ++i) {
      if (unions.find(around[i]) == unions.find(around[0])) continue;
      const size_t looked = std::min(i, kMostJoined);
      const NodeId nearest = nearestOf(std::span(around).subspan(i - looked, looked), around[i]);
      link(nearest, around[i]);
      unions.unite(nearest, around[i]);
    }
  }
}

// The codes of the nodes that are left, in their new numbers.
class Recoding {
 public:
  Recoding(const Index& index, const Encoder& old, const Graph& graph, std::span<const NodeId> kept)
      : index_(index),
        old_(old),
        graph_(graph),
        kept_(kept),
        encoder_(graph, index.quantizer, *index.params.prediction),
        lengths_(index.lengths.low(), index.lengths.high(), 0, {}),
        moved_(kept.size(), false),
        before_(index.quantizer.rows()),
        after_(index.quantizer.rows()) {}

  void run() {
    codes_.resize(kept_.size() * index_.quantizer.codeSize());
    for (NodeId v = 0; v < kept_.size(); ++v) recode(v);
  }

  const std::vector<uint8_t>& codes() const { return codes_; }
  Lengths takeLengths() { return std::move(lengths_); }
  /// The mean square by which codes now stand for something else.
  float meanMoved() const { return static_cast<float>(squares_ / static_cast<double>(kept_.size())); }
  /// What that does to estimates of the nodes nearest to a query of length 1: `before`'s less `after`'s.
  Calibration withMoved(const Calibration& calibration, const Lengths& lengths) const;

 private:
  bool predictedAsBefore(NodeId v) const;
  void recode(NodeId v);

  const Index& index_;
  const Encoder& old_;
  const Graph& graph_;
  std::span<const NodeId> kept_;
  Encoder encoder_;
  std::vector<uint8_t> codes_;
  Lengths lengths_;
  std::vector<bool> moved_;
  double squares_ = 0;
  std::vector<float> before_, after_;  // scratch
};

bool Recoding::predictedAsBefore(NodeId v) const {
  if (*index_.params.prediction == Prediction::kNone) return true;
  const std::span<const NodeId> before = earlierNeighbors(index_.graph, kept_[v]);
  const std::span<const NodeId> after = earlierNeighbors(graph_, v);
  return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [&](NodeId a, NodeId b) { return a == kept_[b] && !moved_[b]; });
}

// What the old code stood for is what is known of the vector. The code that comes nearest to it is mostly the
// old one; as the aim never moves, errors of predictions do not add up along the graph.
void Recoding::recode(NodeId v) {
  const NodeId old = kept_[v];
  uint8_t* code = codes_.data() + size_t{v} * index_.quantizer.codeSize();
  float factor = index_.lengths.at(old);
  if (predictedAsBefore(v)) {
    index_.codes.code(old, code);
    encoder_.adopt(code);
  } else {
    moved_[v] = true;
    old_.reconstructed().read(old, before_.data());
    encoder_.appendRotated(before_.data(), factor * factor * old_.squareOf(before_.data()));
    const uint32_t codeSize = index_.quantizer.codeSize();
    std::copy_n(encoder_.codes().data() + encoder_.codes().size() - codeSize, codeSize, code);
    factor = encoder_.lengthFactors().back();
    encoder_.reconstructed().read(v, after_.data());
    squares_ += static_cast<double>(squaredL2(before_.data(), after_.data(), index_.quantizer.rows()));
  }
  if (!index_.lengths.empty()) lengths_.append(factor);
}

// Tries queries halfway between two nodes, as calibrate() does, and takes what the old codes say for the
// truth. What is off by that comes on top of what the old codes were off, and has nothing to do with it.
Calibration Recoding::withMoved(const Calibration& calibration, const Lengths& lengths) const {
  const auto size = static_cast<uint32_t>(kept_.size());
  const uint32_t rows = index_.quantizer.rows();
  std::vector<float> mean(rows), query(rows), row(rows);
  index_.quantizer.rotation().apply(index_.quantizer.mean().data(), mean.data());
  Random random(index_.params.seed);
  double sum = 0, squares = 0;
  uint32_t count = 0;
  for (uint32_t i = 0; i < kTrials; ++i) {
    old_.reconstructed().read(kept_[random.below(size)], query.data());
    old_.reconstructed().read(kept_[random.below(size)], row.data());
    for (uint32_t j = 0; j < rows; ++j) query[j] = (query[j] + row[j]) / 2;
    const float square = old_.squareOf(query.data());
    if (!(square > 0)) continue;
    const float length = std::sqrt(square);
    // The query is the mean and this; its product with the mean:
    const float base = old_.squareOf(query.data()) - dot(mean.data(), query.data(), rows) -
                       dot(query.data(), query.data(), rows);
    std::vector<float> whole = query;
    for (uint32_t j = 0; j < rows; ++j) whole[j] += mean[j];
    const auto estimate = [&](const Encoder& encoder, NodeId v, float factor) {
      encoder.reconstructed().read(v, row.data());
      return -(base + dot(whole.data(), row.data(), rows)) * factor / length;
    };
    std::vector<Neighbor> nearest;
    nearest.reserve(size);
    for (NodeId v = 0; v < size; ++v) nearest.push_back({estimate(encoder_, v, lengths.at(v)), v});
    const size_t most = std::min<size_t>(kNearest, size);
    std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(most), nearest.end());
    for (size_t j = 0; j < most; ++j, ++count) {
      const NodeId old = kept_[nearest[j].id];
      const auto surprise =
          static_cast<double>(estimate(old_, old, index_.lengths.at(old)) - nearest[j].distance);
      sum += surprise;
      squares += surprise * surprise;
    }
  }
  if (count == 0) return calibration;
  Calibration result = calibration;
  const double bias = sum / count;
  const auto deviation = static_cast<double>(calibration.deviation);
  result.bias += static_cast<float>(bias);
  result.deviation =
      static_cast<float>(std::sqrt(deviation * deviation + std::max(0.0, squares / count - bias * bias)));
  return result;
}

CachedVectors renumbered(const CachedVectors& cached, const Removed& removed,
                         std::span<const NodeId> numbers) {
  CachedVectors left;
  const size_t dimension = cached.ids.empty() ? 0 : cached.values.size() / cached.ids.size();
  for (size_t i = 0; i < cached.ids.size(); ++i) {
    if (removed.contains(cached.ids[i])) continue;
    left.ids.push_back(numbers[cached.ids[i]]);
    const auto from = cached.values.begin() + static_cast<std::ptrdiff_t>(i * dimension);
    left.values.insert(left.values.end(), from, from + static_cast<std::ptrdiff_t>(dimension));
  }
  return left;
}

}  // namespace

Result<Compacted> compacted(const Index& index) {
  return guarded("compact the index", [&]() -> Result<Compacted> {
    if (index.removed.count() == index.size()) {
      return Status(ErrorCode::kInvalidArgument, "leann: cannot compact the index: nothing would be left");
    }
    if (index.removed.empty()) {
      std::vector<NodeId> all(index.size());
      std::iota(all.begin(), all.end(), 0U);
      return Compacted{index, std::move(all)};
    }
    std::vector<NodeId> kept;
    std::vector<NodeId> numbers(index.size());  // new by old
    for (NodeId v = 0; v < index.size(); ++v) {
      numbers[v] = static_cast<NodeId>(kept.size());
      if (!index.removed.contains(v)) kept.push_back(v);
    }
    Encoder old(index.graph, index.quantizer, *index.params.prediction);
    old.adopt(index.codes);
    const std::vector<std::vector<NodeId>> links = Mending(index, old.reconstructed()).run();
    std::vector<std::vector<NodeId>> lists(kept.size());
    for (NodeId v = 0; v < kept.size(); ++v) {
      for (const NodeId u : links[kept[v]]) lists[v].push_back(numbers[u]);
    }
    Graph graph = makeGraph(lists);

    Recoding recoding(index, old, graph, kept);
    recoding.run();
    Lengths lengths = recoding.takeLengths();
    Drift drift = index.drift;
    drift.built = drift.built < index.size() ? numbers[drift.built] : static_cast<uint32_t>(kept.size());
    Calibration calibration = index.calibration;
    if (const float moved = recoding.meanMoved(); moved > 0) {
      drift.moved = std::min(drift.moved + moved, Drift::kMost);
      calibration = recoding.withMoved(calibration, lengths);
    }
    CodeScan codes(recoding.codes(), index.quantizer.subspaces(), index.quantizer.bits());
    CachedVectors cached = renumbered(index.cached, index.removed, numbers);
    return Compacted{Index{index.params, std::move(graph), index.quantizer, std::move(codes),
                           std::move(lengths), calibration, std::move(cached), Removed{}, drift},
                     std::move(kept)};
  });
}

}  // namespace leann
