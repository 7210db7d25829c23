#include "probing.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include "indexes.h"
#include "search/search.h"

namespace leann::bench {
namespace {

double share(const Index& index, const std::vector<NodeId>& truth) {
  const auto here = std::count_if(truth.begin(), truth.end(), [&](NodeId id) {
    return id != kNowhere && index.numberHere(id).has_value();
  });
  return static_cast<double>(here) / static_cast<double>(truth.size());
}

Outcome probeOne(const CutIndex& cut, const ReadRow& row, std::span<const float> query,
                 const std::vector<NodeId>& truth, uint32_t count, uint32_t recomputes) {
  auto index = std::make_shared<Index>(cut.index);
  Outcome outcome;
  const auto begin = std::chrono::steady_clock::now();
  const auto near = orExit(nearestClusters(index->clusters, index->params.metric, kDimension, query, count));
  for (const uint32_t c : near) {
    if (const Status status = supplyCluster(*index, c, cut.blocks[c]); !status.ok()) orExit<int>(status);
    outcome.bytes += static_cast<double>(cut.blocks[c].size());
  }
  SearchParams params{.k = kTop};
  params.maxRecomputes = recomputes;
  const auto search = orExit(Search::create(index, query, params));
  std::vector<float> rows;
  while (!search->done()) {
    rows.resize(search->wants().size() * kDimension);
    float* to = rows.data();
    for (const NodeId id : search->wants()) {
      row(id, to);
      to += kDimension;
    }
    if (const Status status = search->supply(rows); !status.ok()) orExit<int>(status);
  }
  std::vector<NodeId> found;
  for (const Hit& hit : orExit(search->hits())) found.push_back(hit.id);
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
  outcome.milliseconds = time.count();
  outcome.reached = share(*index, truth);
  outcome.recall = shareIn(truth, found);
  outcome.recomputed = search->stats().recomputed;
  outcome.passages = index->size();
  return outcome;
}

}  // namespace

void TrueTen::see(NodeId id, const float* row) {
  for (size_t q = 0; q < queries_.size(); ++q) {
    std::vector<Neighbor>& heap = best_[q];
    const Neighbor next{-dot(data_.query(queries_[q]).data(), row, kDimension), id};
    if (heap.size() == kTop && !(next < heap.front())) continue;
    heap.push_back(next);
    std::push_heap(heap.begin(), heap.end());
    if (heap.size() <= kTop) continue;
    std::pop_heap(heap.begin(), heap.end());
    heap.pop_back();
  }
}

std::vector<std::vector<NodeId>> TrueTen::ids() const {
  std::vector<std::vector<NodeId>> ids(queries_.size());
  for (size_t q = 0; q < queries_.size(); ++q) {
    for (const Neighbor& each : best_[q]) ids[q].push_back(each.id);
  }
  return ids;
}

Outcome probe(const Dataset& data, const CutIndex& cut, const ReadRow& row,
              const std::vector<uint32_t>& queries, const std::vector<std::vector<NodeId>>& truth,
              uint32_t count, uint32_t recomputes) {
  Outcome mean;
  std::vector<double> times;
  const auto all = static_cast<double>(queries.size());
  for (size_t q = 0; q < queries.size(); ++q) {
    const Outcome one = probeOne(cut, row, data.query(queries[q]), truth[q], count, recomputes);
    mean.reached += one.reached / all;
    mean.recall += one.recall / all;
    mean.recomputed += one.recomputed / all;
    mean.bytes += one.bytes / all;
    mean.passages += one.passages / all;
    times.push_back(one.milliseconds);
  }
  std::sort(times.begin(), times.end());
  mean.milliseconds = times[times.size() / 2];
  return mean;
}

}  // namespace leann::bench
