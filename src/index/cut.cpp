#include "index/cut.h"

#include <algorithm>

namespace leann {

NodeId Cut::wholeNumber(NodeId node) const {
  const auto after =
      std::upper_bound(order_.begin(), order_.end(), node,
                       [&](NodeId wanted, uint32_t cluster) { return wanted < begins_[cluster]; });
  const uint32_t cluster = *(after - 1);
  return starts_[cluster] + (node - begins_[cluster]);
}

std::optional<NodeId> Cut::numberHere(NodeId node) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), node);
  const auto cluster = static_cast<uint32_t>(after - starts_.begin()) - 1;
  if (cluster >= blocks_.size() || !has(cluster)) return std::nullopt;
  return begins_[cluster] + (node - starts_[cluster]);
}

}  // namespace leann
