#include "search/search.h"

#include <algorithm>
#include <string>

#include "vector/distance.h"
#include "vector/vector_table.h"

namespace leann {

Search::Search(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
               std::shared_ptr<VectorCache> cache)
    : index_(std::move(index)),
      query_(query.begin(), query.end()),
      params_(params),
      cache_(std::move(cache)),
      recalled_(index_->dimension()) {
  stats_.strategy = params.strategy;
}

float Search::exactDistance(const float* vector) const {
  return distance(index_->params.metric, query_.data(), vector, index_->dimension());
}

std::optional<Neighbor> Search::recall(NodeId id) {
  if (cache_ == nullptr || !cache_->find(id, recalled_)) return std::nullopt;
  ++stats_.cached;
  exact_.push_back({exactDistance(recalled_.data()), id});
  return exact_.back();
}

void Search::stop() {
  if (stats_.ended != Ended::kNotYet) return;
  wants_.clear();
  stats_.ended = Ended::kStopped;
}

Status Search::supply(std::span<const float> vectors) {
  Status outcome = guarded("go on searching", [&]() -> Status {
    const uint32_t d = index_->dimension();
    const Metric metric = index_->params.metric;
    if (vectors.size() != wants_.size() * d) {
      return {ErrorCode::kDimensionMismatch, "leann: cannot take " + std::to_string(vectors.size()) +
                                                 " floats: " + std::to_string(wants_.size()) +
                                                 " vectors of " + std::to_string(d) +
                                                 " dimensions were asked for"};
    }
    if (const Status status = checkVectors(vectors, d, metric, "take"); !status.ok()) return status;
    if (wants_.empty()) return {};
    std::vector<Neighbor> results;
    for (size_t i = 0; i < wants_.size(); ++i) {
      results.push_back({exactDistance(vectors.data() + i * d), wants_[i]});
      if (cache_ == nullptr) continue;
      // A vector that cannot be kept, for want of memory or of range, is embedded again the next time.
      (void)cache_->insert(wants_[i], vectors.subspan(i * d, d));
    }
    exact_.insert(exact_.end(), results.begin(), results.end());
    stats_.recomputed += static_cast<uint32_t>(results.size());
    ++stats_.batches;
    wants_.clear();
    advance(results);
    return {};
  });
  if (outcome.code() == ErrorCode::kOutOfMemory) stop();
  return outcome;
}

Status Search::exclude(std::span<const NodeId> nodes) {
  Status outcome = guarded("exclude nodes", [&]() -> Status {
    for (const NodeId id : nodes) {
      if (id < index_->size()) continue;
      return {ErrorCode::kInvalidArgument, "leann: cannot exclude node " + std::to_string(id) +
                                               ": there are " + std::to_string(index_->size())};
    }
    for (const NodeId id : nodes) excluded_.insert(id);
    const auto out = [&](NodeId id) { return excluded_.contains(id); };
    std::erase_if(wants_, out);
    std::erase_if(exact_, [&](const Neighbor& known) { return out(known.id); });
    for (const NodeId id : nodes) forget(id);
    if (stats_.ended == Ended::kNotYet && wants_.empty()) advance({});
    return {};
  });
  if (outcome.code() == ErrorCode::kOutOfMemory) stop();
  return outcome;
}

Result<std::vector<Hit>> Search::hits() const {
  return guarded("list hits", [&]() -> Result<std::vector<Hit>> { return ranked(); });
}

std::vector<Hit> Search::ranked() const {
  std::vector<Neighbor> exact = exact_;
  sortNeighbors(exact);
  // In the end estimates only fill up what exact distances leave empty.
  const size_t room = done() ? params_.k - std::min<size_t>(params_.k, exact.size()) : params_.k;
  const std::vector<Neighbor> estimated = estimates(static_cast<uint32_t>(room));
  std::vector<Hit> hits;
  hits.reserve(std::min<size_t>(params_.k, exact.size() + estimated.size()));
  auto known = exact.begin();
  auto guessed = estimated.begin();
  while (hits.size() < params_.k && (known != exact.end() || guessed != estimated.end())) {
    const bool isExact =
        guessed == estimated.end() || (known != exact.end() && (done() || *known < *guessed));
    const Neighbor& next = isExact ? *known++ : *guessed++;
    hits.push_back({.id = next.id, .distance = next.distance, .exact = isExact});
  }
  return hits;
}

}  // namespace leann
