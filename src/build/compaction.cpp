#include "build/compaction.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "build/mending.h"
#include "build/recoding.h"
#include "code/encoder.h"
#include "words/combining.h"

namespace leann {
namespace {

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

// Edges that lead over removed nodes from one cluster into another, as only nodes that came later allow,
// stay: such an index cannot be cut any more.
Clusters renumbered(const Clusters& clusters, std::span<const NodeId> numbers, size_t kept) {
  Clusters left = clusters;
  for (NodeId& start : left.starts) {
    start = start < numbers.size() ? numbers[start] : static_cast<NodeId>(kept);
  }
  return left;
}

}  // namespace

Result<Compacted> compacted(const Index& index) {
  return guarded("compact the index", [&]() -> Result<Compacted> {
    if (index.cut) return notWhole("compact the index");
    if (index.removed.count() == index.size()) {
      return Status(ErrorCode::kInvalidArgument, "leann: cannot compact the index: nothing would be left");
    }
    if (index.removed.empty()) {
      std::vector<NodeId> all(index.size());
      std::iota(all.begin(), all.end(), 0U);
      return Compacted{.index = index, .kept = std::move(all)};
    }
    std::vector<NodeId> kept;
    std::vector<NodeId> numbers(index.size());  // new by old
    for (NodeId v = 0; v < index.size(); ++v) {
      numbers[v] = static_cast<NodeId>(kept.size());
      if (!index.removed.contains(v)) kept.push_back(v);
    }
    Encoder old(index.graph, index.quantizer, *index.params.prediction);
    old.adopt(index.codes);
    const std::vector<std::vector<NodeId>> links = mendedLinks(index, old.reconstructed());
    std::vector<std::vector<NodeId>> lists(kept.size());
    for (NodeId v = 0; v < kept.size(); ++v) {
      for (const NodeId u : links[kept[v]]) lists[v].push_back(numbers[u]);
    }
    Graph graph = makeGraph(lists);

    Recoded left = recoded(index, old, graph, kept);
    Drift drift = index.drift;
    drift.built = drift.built < index.size() ? numbers[drift.built] : static_cast<uint32_t>(kept.size());
    if (left.moved > 0) drift.moved = std::min(drift.moved + left.moved, Drift::kMost);
    std::shared_ptr<const WordIndex> words;
    if (index.words != nullptr) {
      Result<std::shared_ptr<const WordIndex>> less = compacted(*index.words, kept);
      if (!less.ok()) return less.status();
      words = std::move(less.value());
    }
    Clusters clusters = renumbered(index.clusters, numbers, kept.size());
    CodeScan codes(left.codes, index.quantizer.subspaces(), index.quantizer.bits());
    return Compacted{.index = {.params = index.params,
                               .graph = std::move(graph),
                               .quantizer = index.quantizer,
                               .codes = std::move(codes),
                               .lengths = std::move(left.lengths),
                               .calibration = left.calibration,
                               .cached = renumbered(index.cached, index.removed, numbers),
                               .drift = drift,
                               .words = std::move(words),
                               .clusters = std::move(clusters)},
                     .kept = std::move(kept)};
  });
}

}  // namespace leann
