#include "index/clusters.h"

#include <algorithm>

#include "base/neighbor.h"
#include "vector/vector_table.h"

namespace leann {

uint32_t Clusters::recallsOf(uint32_t count) {
  return count == 0 ? 0 : 32U - static_cast<uint32_t>(__builtin_clz(count));
}

uint32_t clusterOf(const Clusters& clusters, NodeId node) {
  const auto after = std::upper_bound(clusters.starts.begin(), clusters.starts.end(), node);
  return static_cast<uint32_t>(after - clusters.starts.begin()) - 1;
}

Result<std::vector<uint32_t>> nearestClusters(const Clusters& clusters, Metric metric, uint32_t dimension,
                                              std::span<const float> query, uint32_t count) {
  return guarded("choose clusters", [&]() -> Result<std::vector<uint32_t>> {
    if (query.size() != dimension) {
      return Status(ErrorCode::kDimensionMismatch, "leann: cannot choose clusters: the index has " +
                                                       std::to_string(dimension) + " dimensions");
    }
    if (const Status status = checkVectors(query, dimension, metric, "choose clusters for"); !status.ok()) {
      return status;
    }
    std::vector<Neighbor> near;
    std::vector<float> centroid(dimension);
    for (uint32_t c = 0; c < clusters.count(); ++c) {
      const int8_t* row = clusters.values.data() + size_t{c} * dimension;
      for (uint32_t i = 0; i < dimension; ++i) centroid[i] = static_cast<float>(row[i]) * clusters.scales[c];
      near.push_back({distance(metric, query.data(), centroid.data(), dimension), c});
    }
    sortNeighbors(near);
    near.resize(std::min<size_t>(near.size(), count));
    std::vector<uint32_t> chosen(near.size());
    for (size_t i = 0; i < near.size(); ++i) chosen[i] = near[i].id;
    return chosen;
  });
}

float expectedRecall(const Clusters& clusters, uint32_t probed) {
  const uint32_t count = clusters.count();
  if (probed >= count) return 1;
  if (probed == 0) return 0;
  const uint32_t point = Clusters::recallsOf(probed) - 1;
  const uint32_t low = 1U << point;
  const bool last = point + 1 >= clusters.recalls.size();
  const float before = static_cast<float>(clusters.recalls[point]) / 255;
  const float after = last ? 1.0F : static_cast<float>(clusters.recalls[point + 1]) / 255;
  const uint32_t next = last ? count : 2 * low;
  return before + (after - before) * static_cast<float>(probed - low) / static_cast<float>(next - low);
}

}  // namespace leann
