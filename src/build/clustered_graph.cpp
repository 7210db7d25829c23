#include "build/clustered_graph.h"

#include <numeric>
#include <utility>

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
      clustering_(clustered(vectors, groups, params.clusters, params.seed)),
      places_(clustering_.members.size()) {
  std::exclusive_scan(groups.begin(), groups.end(), firsts_.begin(), NodeId{0});
  clusters_.starts.push_back(0);
  quantize(clustering_.centroids, vectors.dimension(), clusters_);
}

// Its vectors, as they were added, group by group.
std::vector<NodeId> ClusteredGraph::nodesOf(uint32_t cluster) const {
  const std::vector<uint32_t>& members = clustering_.members[cluster];
  if (groups_.empty()) return members;
  std::vector<NodeId> nodes;
  for (const uint32_t group : members) {
    for (uint32_t i = 0; i < groups_[group]; ++i) nodes.push_back(firsts_[group] + i);
  }
  return nodes;
}

// Empty if every vector is a group.
std::vector<uint32_t> ClusteredGraph::countsOf(uint32_t cluster) const {
  std::vector<uint32_t> counts;
  if (groups_.empty()) return counts;
  for (const uint32_t group : clustering_.members[cluster]) counts.push_back(groups_[group]);
  return counts;
}

void ClusteredGraph::begin() {
  VectorTable rows(vectors_.dimension(), vectors_.metric());
  std::vector<float> row(vectors_.dimension());
  for (const NodeId node : nodesOf(next_)) {
    vectors_.read(node, row.data());
    rows.appendUnchecked(row);
  }
  build_.emplace(std::move(rows), countsOf(next_), params_);
  begun_ = next_++;
}

void ClusteredGraph::step(uint32_t nodes) {
  if (!build_) begin();
  build_->step(nodes);
  if (!build_->finished()) return;
  ClusterGraph built = build_->take();
  build_.reset();
  keep(begun_, std::move(built));
}

std::vector<uint8_t> ClusteredGraph::handOut() {
  if (next_ == count()) return {};
  const std::vector<NodeId> nodes = nodesOf(next_);
  std::vector<uint8_t> task = encodeTask(next_, vectors_, nodes, countsOf(next_), params_);
  places_[next_].awaited = shapeOf(task, next_, static_cast<uint32_t>(nodes.size()),
                                   static_cast<uint32_t>(clustering_.members[next_].size()), params_);
  ++next_;
  return task;
}

Status ClusteredGraph::takeBack(std::span<const uint8_t> answer) {
  const std::optional<uint32_t> cluster = clusterOfAnswer(answer);
  if (!cluster || *cluster >= count() || !places_[*cluster].awaited) {
    return {ErrorCode::kInvalidArgument,
            "leann: cannot take the graph of a cluster: it is of none that is handed out"};
  }
  Result<ClusterGraph> built = decodeAnswer(answer, *places_[*cluster].awaited);
  if (!built.ok()) return built.status();
  places_[*cluster].awaited.reset();
  keep(*cluster, std::move(built.value()));
  return {};
}

// In the order of the clusters, whichever is finished first.
void ClusteredGraph::keep(uint32_t cluster, ClusterGraph built) {
  done_ += built.graph.size();
  places_[cluster].built = std::move(built);
  for (; !finished() && places_[appended_].built; ++appended_) {
    append(appended_, *places_[appended_].built);
    places_[appended_].built.reset();
  }
}

void ClusteredGraph::append(uint32_t cluster, const ClusterGraph& built) {
  for (const uint32_t place : built.order) order_.push_back(clustering_.members[cluster][place]);
  appendGraph(graph_, built.graph);
  clusters_.starts.push_back(graph_.size());
}

}  // namespace leann
