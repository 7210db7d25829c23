// The cache of vectors in the plainest form, to hold the real one against.
#pragma once

#include <list>
#include <map>

#include "base/half_float.h"
#include "index/vector_cache.h"
#include "test_data.h"

namespace leann::testing {

/// Of the vectors in the tests of the cache.
inline constexpr uint32_t kCacheDimension = 20;

/// What the cache makes of a vector.
inline std::vector<float> rounded(const std::vector<float>& vector) {
  std::vector<float> out;
  for (const float x : vector) out.push_back(decodeHalf(encodeHalf(x)));
  return out;
}

/// The same rules as those of VectorCache.
class CacheModel {
 public:
  explicit CacheModel(uint64_t budget) : budget_(budget) {}

  void use(NodeId id) {
    if (std::count(order_.begin(), order_.end(), id) == 0) return;
    order_.remove(id);
    order_.push_front(id);
  }
  void insert(NodeId id, const std::vector<float>& vector) {
    if (vectors_.count(id) == 0) {
      if (vectors_.size() == capacity() && !dropOne()) return;
      order_.push_front(id);
    }
    vectors_[id] = rounded(vector);
    use(id);
  }
  void erase(NodeId id) {
    order_.remove(id);
    vectors_.erase(id);
  }
  void clear() {
    order_.clear();
    vectors_.clear();
  }
  void pin(const std::vector<NodeId>& ids) {
    // Those pinned before count as used later than all others.
    order_ = worth();
    pins_.assign(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), mostPins())));
    shrink();
  }
  void setBudget(uint64_t budget) {
    order_ = worth();
    budget_ = budget;
    pins_.resize(std::min(pins_.size(), mostPins()));
    shrink();
  }

  std::list<NodeId> worth() const {
    std::list<NodeId> ids;
    for (const bool pinned : {true, false}) {
      for (const NodeId id : order_) {
        if (isPinned(id) == pinned) ids.push_back(id);
      }
    }
    return ids;
  }
  const std::map<NodeId, std::vector<float>>& vectors() const { return vectors_; }
  uint32_t pinned() const {
    return static_cast<uint32_t>(
        std::count_if(order_.begin(), order_.end(), [&](NodeId id) { return isPinned(id); }));
  }

 private:
  bool isPinned(NodeId id) const { return std::count(pins_.begin(), pins_.end(), id) > 0; }
  size_t mostPins() const { return static_cast<size_t>(budget_ / (entry_ + VectorCache::kPinBytes)); }
  size_t capacity() const {
    return static_cast<size_t>((budget_ - pins_.size() * VectorCache::kPinBytes) / entry_);
  }
  bool dropOne() {
    const std::list<NodeId> ids = worth();
    if (ids.empty() || isPinned(ids.back())) return false;
    erase(ids.back());
    return true;
  }
  void shrink() {
    while (vectors_.size() > capacity()) REQUIRE(dropOne());
  }

  uint64_t entry_ = VectorCache::entryBytes(kCacheDimension);
  uint64_t budget_;
  std::list<NodeId> order_;  // the last used first
  std::map<NodeId, std::vector<float>> vectors_;
  std::vector<NodeId> pins_;
};

}  // namespace leann::testing
