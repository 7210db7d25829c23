#include "search/search.h"

#include <algorithm>
#include <string>

#include "vector/distance.h"
#include "vector/vector_table.h"

namespace leann {

std::vector<Neighbor> bonusesOf(std::span<const NodeId> nodes, std::span<const float> values) {
  std::vector<Neighbor> bonuses(std::min(nodes.size(), values.size()));
  for (size_t i = 0; i < bonuses.size(); ++i) bonuses[i] = {.distance = values[i], .id = nodes[i]};
  return bonuses;
}

Search::Search(std::shared_ptr<const Index> index, std::span<const float> query, const SearchParams& params,
               std::shared_ptr<VectorCache> cache)
    : index_(std::move(index)),
      query_(query.begin(), query.end()),
      params_(params),
      cache_(std::move(cache)),
      recalled_(index_->dimension()) {
  stats_.strategy = params.strategy;
}

float Search::exactDistance(NodeId id, const float* vector) const {
  const float plain = distance(index_->params.metric, query_.data(), vector, index_->dimension());
  if (params_.bonuses.empty()) return plain;
  const NodeId whole = index_->wholeNumber(id);
  const auto bonus = std::lower_bound(params_.bonuses.begin(), params_.bonuses.end(), whole,
                                      [](const Neighbor& each, NodeId wanted) { return each.id < wanted; });
  return bonus != params_.bonuses.end() && bonus->id == whole ? plain - bonus->distance : plain;
}

std::optional<Neighbor> Search::recall(NodeId id) {
  if (cache_ == nullptr || !cache_->find(id, recalled_)) return std::nullopt;
  ++stats_.cached;
  exact_.push_back({exactDistance(id, recalled_.data()), id});
  return exact_.back();
}

void Search::proceed(std::span<const Neighbor> results) {
  advance(results);
  if (!index_->cut) return;
  named_.clear();
  for (const NodeId id : wants_) named_.push_back(index_->wholeNumber(id));
}

void Search::stop() {
  if (stats_.ended != Ended::kNotYet) return;
  wants_.clear();
  named_.clear();
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
      results.push_back({exactDistance(wants_[i], vectors.data() + i * d), wants_[i]});
      if (cache_ == nullptr) continue;
      // A vector that cannot be kept, for want of memory or of range, is embedded again the next time.
      (void)cache_->insert(wants_[i], vectors.subspan(i * d, d));
    }
    exact_.insert(exact_.end(), results.begin(), results.end());
    stats_.recomputed += static_cast<uint32_t>(results.size());
    ++stats_.batches;
    wants_.clear();
    proceed(results);
    return {};
  });
  if (outcome.code() == ErrorCode::kOutOfMemory) stop();
  return outcome;
}

Status Search::exclude(std::span<const NodeId> nodes) {
  Status outcome = guarded("exclude nodes", [&]() -> Status {
    std::vector<NodeId> here;
    for (const NodeId id : nodes) {
      if (id >= index_->wholeSize()) {
        return {ErrorCode::kInvalidArgument, "leann: cannot exclude node " + std::to_string(id) +
                                                 ": there are " + std::to_string(index_->wholeSize())};
      }
      if (const std::optional<NodeId> number = index_->numberHere(id)) here.push_back(*number);
    }
    for (const NodeId id : here) excluded_.insert(id);
    const auto out = [&](NodeId id) { return excluded_.contains(id); };
    std::erase_if(wants_, out);
    std::erase_if(named_, [&](NodeId id) { return out(index_->numberHere(id).value_or(id)); });
    std::erase_if(exact_, [&](const Neighbor& known) { return out(known.id); });
    for (const NodeId id : here) forget(id);
    if (stats_.ended == Ended::kNotYet && wants_.empty()) proceed({});
    return {};
  });
  if (outcome.code() == ErrorCode::kOutOfMemory) stop();
  return outcome;
}

Result<std::vector<Hit>> Search::hits(uint32_t count) const {
  return guarded("list hits",
                 [&]() -> Result<std::vector<Hit>> { return ranked(count == 0 ? params_.k : count); });
}

std::vector<Hit> Search::ranked(uint32_t count) const {
  std::vector<Neighbor> exact = exact_;
  sortNeighbors(exact);
  const std::vector<Neighbor> estimated = estimates(count);
  std::vector<Hit> hits;
  hits.reserve(std::min<size_t>(count, exact.size() + estimated.size()));
  auto known = exact.begin();
  auto guessed = estimated.begin();
  while (hits.size() < count && (known != exact.end() || guessed != estimated.end())) {
    const bool isExact = guessed == estimated.end() || (known != exact.end() && *known < *guessed);
    const Neighbor& next = isExact ? *known++ : *guessed++;
    hits.push_back({.id = index_->wholeNumber(next.id), .distance = next.distance, .exact = isExact});
  }
  return hits;
}

}  // namespace leann
