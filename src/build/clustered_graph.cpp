#include "build/clustered_graph.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "graph/numbering.h"

namespace leann {
namespace {

// Each row in int8, times a scale of its own, as VectorTable has them.
void quantize(const std::vector<float>& centroids, uint32_t dimension, Clusters& clusters) {
  VectorTable table(dimension, Metric::kL2);
  table.appendUnchecked(centroids);
  for (NodeId c = 0; c < table.size(); ++c) {
    const std::span<const int8_t> values = table.values(c);
    clusters.values.insert(clusters.values.end(), values.begin(), values.end());
    clusters.scales.push_back(table.scale(c));
  }
}

}  // namespace

ClusteredGraph::ClusteredGraph(const VectorTable& vectors, std::span<const uint32_t> groups,
                               const BuildParams& params)
    : vectors_(vectors),
      groups_(groups),
      params_(params),
      firsts_(groups.size()),
      clustering_(clustered(vectors, groups, params.clusters, params.seed)) {
  std::exclusive_scan(groups.begin(), groups.end(), firsts_.begin(), NodeId{0});
  clusters_.starts.push_back(0);
  quantize(clustering_.centroids, vectors.dimension(), clusters_);
}

void ClusteredGraph::begin() {
  rows_.emplace(vectors_.dimension(), vectors_.metric());
  std::vector<float> row(vectors_.dimension());
  for (const uint32_t group : clustering_.members[next_]) {
    const NodeId first = groups_.empty() ? group : firsts_[group];
    const uint32_t count = groups_.empty() ? 1 : groups_[group];
    for (NodeId v = first; v < first + count; ++v) {
      vectors_.read(v, row.data());
      rows_->appendUnchecked(row);
    }
  }
  build_.emplace(*rows_, params_);
}

void ClusteredGraph::end() {
  Graph graph = build_->take();
  build_.reset();
  rows_.reset();
  const std::vector<uint32_t>& members = clustering_.members[next_];
  std::vector<uint32_t> counts;
  counts.reserve(members.size());
  for (const uint32_t group : members) counts.push_back(groups_.empty() ? 1 : groups_[group]);
  std::vector<uint32_t> order(members.size());
  std::iota(order.begin(), order.end(), 0U);
  if (params_.numbering == Numbering::kLocal) {
    order = groups_.empty() ? localOrder(graph) : localGroupOrder(graph, counts);
    graph = renumbered(graph, nodeOrder(order, counts));
  }
  for (const uint32_t place : order) order_.push_back(members[place]);
  appendGraph(graph_, graph);
  clusters_.starts.push_back(graph_.size());
  ++next_;
}

void ClusteredGraph::step(uint32_t nodes) {
  if (!build_) begin();
  build_->step(nodes);
  if (build_->finished()) end();
}

}  // namespace leann
