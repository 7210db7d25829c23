#include "search/local_params.h"

#include <algorithm>

namespace leann {
namespace {

std::vector<uint8_t> localBits(const Index& index, const std::vector<uint8_t>& bits) {
  if (bits.empty()) return {};
  // A byte at least: no bytes would allow all nodes.
  std::vector<uint8_t> local(size_t{index.size()} / 8 + 1, 0);
  for (uint32_t c = 0; c < index.clusters.count(); ++c) {
    if (!index.cut->has(c)) continue;
    NodeId here = index.cut->begin(c);
    for (NodeId id = index.clusters.starts[c]; id < index.clusters.starts[c + 1]; ++id, ++here) {
      const uint32_t bit = bits[id / 8] >> (id % 8) & 1U;
      local[here / 8] = static_cast<uint8_t>(local[here / 8] | bit << (here % 8));
    }
  }
  return local;
}

}  // namespace

SearchParams localParams(const Index& index, const SearchParams& params) {
  if (!index.cut) return params;
  SearchParams local = params;
  local.allowed = localBits(index, params.allowed);
  local.bonuses.clear();
  for (const Neighbor& bonus : params.bonuses) {
    if (const auto id = index.numberHere(bonus.id)) {
      local.bonuses.push_back({.distance = bonus.distance, .id = *id});
    }
  }
  std::sort(local.bonuses.begin(), local.bonuses.end(),
            [](const Neighbor& a, const Neighbor& b) { return a.id < b.id; });
  local.known = {};
  for (size_t i = 0; i < params.known.nodes.size(); ++i) {
    const auto id = index.numberHere(params.known.nodes[i]);
    if (!id) continue;
    local.known.nodes.push_back(*id);
    const auto row = params.known.values.begin() + static_cast<std::ptrdiff_t>(i * index.dimension());
    local.known.values.insert(local.known.values.end(), row,
                              row + static_cast<std::ptrdiff_t>(index.dimension()));
  }
  return local;
}

}  // namespace leann
