#include "measure.h"

#include <vector>

namespace leann::bench {

Point measure(const Dataset& data, const std::shared_ptr<const Index>& index, const SearchParams& params,
              uint32_t queries) {
  Point sum;
  uint32_t count = 0;
  std::vector<float> vectors;
  for (uint32_t q = 1; q < data.queryCount() && count < queries; q += 2, ++count) {
    auto search = std::move(Search::create(index, data.query(q), params).value());
    while (!search->done()) {
      vectors.clear();
      for (const NodeId id : search->wants()) {
        vectors.insert(vectors.end(), data.row(id), data.row(id) + kDimension);
      }
      (void)search->supply(vectors);
    }
    std::vector<NodeId> found;
    const auto hits = search->hits();
    for (const Hit& hit : hits.value()) found.push_back(hit.id);
    sum.recall += data.recall(q, found, kTop);
    sum.recomputed += search->stats().recomputed;
    sum.batches += search->stats().batches;
  }
  return {sum.recall / count, sum.recomputed / count, sum.batches / count};
}

}  // namespace leann::bench
