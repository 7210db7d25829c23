#include "build/insertion.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "code/encoder.h"
#include "graph/hnsw.h"
#include "index/entry_points.h"

namespace leann {
namespace {

// How a new node looks for its links, as the last pass of a build does.
HnswParams linking(const BuildParams& p, uint32_t size) {
  const bool hubs = p.pruning == Pruning::kHubs;
  const uint32_t M = hubs ? p.hubLinks : p.pruning == Pruning::kSmallM ? std::max(p.links, 2U) : p.M;
  return {.M = M, .maxDegree0 = hubs ? M : 2 * M, .efConstruction = p.efConstruction, .seed = p.seed + size};
}

// `graph` with the links of nodes that it does not have yet. Its own edges all stay: codes that are predicted
// from them would mean something else without them.
Graph grown(const Graph& graph, const HnswBuilder& hnsw) {
  std::vector<std::pair<NodeId, NodeId>> added;
  for (NodeId v = 0; v < hnsw.inserted(); ++v) {
    for (const NodeId u : hnsw.links(v)) {
      if (std::max(u, v) < graph.size()) continue;
      added.emplace_back(v, u);
      added.emplace_back(u, v);
    }
  }
  std::sort(added.begin(), added.end());
  added.erase(std::unique(added.begin(), added.end()), added.end());
  Graph result;
  result.offsets.reserve(size_t{hnsw.inserted()} + 1);
  result.targets.reserve(graph.edges() + added.size());
  auto next = added.begin();
  for (NodeId v = 0; v < hnsw.inserted(); ++v) {
    if (v < graph.size()) {
      const std::span<const NodeId> row = graph.neighbors(v);
      result.targets.insert(result.targets.end(), row.begin(), row.end());
    }
    for (; next != added.end() && next->first == v; ++next) result.targets.push_back(next->second);
    result.offsets.push_back(static_cast<uint32_t>(result.targets.size()));
  }
  return result;
}

}  // namespace

Result<Index> extended(const Index& index, std::span<const float> vectors) {
  return guarded("insert vectors", [&]() -> Result<Index> {
    const BuildParams& params = index.params;
    const uint32_t dimension = index.dimension();
    if (index.cut) return notWhole("insert vectors");
    if (const Status status = checkVectors(vectors, dimension, params.metric, "add"); !status.ok()) {
      return status;
    }
    const auto count = static_cast<uint32_t>(vectors.size() / dimension);
    if (count > std::numeric_limits<NodeId>::max() / 2 - index.size()) {
      return Status(ErrorCode::kInvalidArgument,
                    "leann: cannot insert vectors: an index holds at most 2^31 of them");
    }
    Graph graph = index.graph;
    Encoder encoder(graph, index.quantizer, *params.prediction);
    encoder.adopt(index.codes);
    // The vectors that codes stand for are known in rotated coordinates. Distances are nearly the same there.
    VectorTable rotated = encoder.reconstructed();
    std::vector<float> row(index.quantizer.rows());
    for (uint32_t i = 0; i < count; ++i) {
      index.quantizer.rotate(vectors.data() + size_t{i} * dimension, row.data());
      rotated.appendUnchecked(row);
    }
    const uint32_t links = params.pruning == Pruning::kNone ? params.M : params.links;
    HnswBuilder hnsw(rotated, linking(params, index.size()), std::vector<uint32_t>(rotated.size(), links));
    hnsw.adopt(index.graph, entryPoints(index));
    while (!hnsw.finished()) hnsw.insertNext();

    graph = grown(index.graph, hnsw);
    for (uint32_t i = 0; i < count; ++i) encoder.append(vectors.data() + size_t{i} * dimension);
    CodeScan codes = index.codes;
    codes.append(encoder.codes());
    Lengths lengths = index.lengths;
    if (!lengths.empty()) {
      for (const float factor : encoder.lengthFactors()) lengths.append(factor);
    }
    Drift drift = index.drift;
    if (count > 0) {
      const double before = index.size() - drift.built;
      const double sum = before * static_cast<double>(drift.insertedError) +
                         count * static_cast<double>(encoder.meanError());
      drift.insertedError = std::min(static_cast<float>(sum / (before + count)), Drift::kMost);
    }
    return Index{.params = params,
                 .graph = std::move(graph),
                 .quantizer = index.quantizer,
                 .codes = std::move(codes),
                 .lengths = std::move(lengths),
                 .calibration = index.calibration,
                 .removed = index.removed,
                 .drift = drift,
                 .clusters = index.clusters};
  });
}

}  // namespace leann
