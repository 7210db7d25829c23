#include "index/cut.h"

#include <algorithm>

namespace leann {

NodeId Cut::wholeNumber(const Clusters& clusters, NodeId node) const {
  const auto after =
      std::upper_bound(order_.begin(), order_.end(), node,
                       [&](NodeId wanted, uint32_t cluster) { return wanted < begins_[cluster]; });
  const uint32_t cluster = *(after - 1);
  return clusters.starts[cluster] + (node - begins_[cluster]);
}

std::optional<NodeId> Cut::numberHere(const Clusters& clusters, NodeId node) const {
  const uint32_t cluster = clusterOf(clusters, node);
  if (cluster >= blocks_.size() || !has(cluster)) return std::nullopt;
  return begins_[cluster] + (node - clusters.starts[cluster]);
}

}  // namespace leann
