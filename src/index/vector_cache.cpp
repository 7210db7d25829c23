#include "index/vector_cache.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string>

#include "base/half_float.h"
#include "vector/vector_table.h"

namespace leann {
namespace {

constexpr size_t kFewestSlots = 16;

// Whether rounding to half precision moves no component by more than 1/2048 of the largest.
bool fitsHalf(std::span<const float> vector) {
  float largest = 0;
  for (const float x : vector) largest = std::max(largest, std::fabs(x));
  return largest == 0 || (largest >= kSmallestNormalHalf && largest <= kLargestHalf);
}

}  // namespace

size_t VectorCache::mostSlots() const {
  const uint64_t slots = (budget_ - pins_.size() * kPinBytes) / entryBytes(dimension_);
  return static_cast<size_t>(std::min<uint64_t>(slots, kNone - 1));
}

bool VectorCache::isPinned(NodeId id) const {
  const auto at = std::lower_bound(pins_.begin(), pins_.end(), id,
                                   [](const Pin& pin, NodeId wanted) { return pin.id < wanted; });
  return at != pins_.end() && at->id == id;
}

// Multiplicative hashing (Knuth, volume 3, 6.4), whose upper bits are the good ones.
size_t VectorCache::bucketOf(NodeId id) const {
  const uint32_t hash = id * 0x9E3779B1U;
  return static_cast<size_t>((uint64_t{hash} * buckets_.size()) >> 32);
}

uint32_t VectorCache::slotOf(NodeId id) const {
  if (buckets_.empty()) return kNone;
  uint32_t slot = buckets_[bucketOf(id)];
  while (slot != kNone && slots_[slot].id != id) slot = slots_[slot].next;
  return slot;
}

// Puts a slot that is in no list in front of one.
void VectorCache::link(uint32_t slot, Use use) {
  List& list = lists_[use];
  slots_[slot].use = use;
  slots_[slot].newer = kNone;
  slots_[slot].older = list.newest;
  (list.newest == kNone ? list.oldest : slots_[list.newest].newer) = slot;
  list.newest = slot;
  ++list.size;
}

void VectorCache::unlink(uint32_t slot) {
  const Slot& s = slots_[slot];
  List& list = lists_[s.use];
  (s.newer == kNone ? list.newest : slots_[s.newer].older) = s.older;
  (s.older == kNone ? list.oldest : slots_[s.older].newer) = s.newer;
  --list.size;
}

void VectorCache::touch(uint32_t slot) {
  const Use use = slots_[slot].use;
  unlink(slot);
  link(slot, use);
}

// Makes a slot that is in no list and no bucket the entry of `id`, used just now.
void VectorCache::enter(uint32_t slot, NodeId id) {
  uint32_t& first = buckets_[bucketOf(id)];
  slots_[slot].id = id;
  slots_[slot].next = first;
  first = slot;
  link(slot, isPinned(id) ? kPinned : kRecent);
}

// The reverse.
void VectorCache::leave(uint32_t slot) {
  uint32_t* at = &buckets_[bucketOf(slots_[slot].id)];
  while (*at != slot) at = &slots_[*at].next;
  *at = slots_[slot].next;
  unlink(slot);
}

// The slot of `id`, marked as used just now: its own, a free one, a new one, or that of the least recently
// used; kNone if all are pinned.
uint32_t VectorCache::acquire(NodeId id) {
  uint32_t slot = slotOf(id);
  if (slot != kNone) {
    touch(slot);
    return slot;
  }
  if (lists_[kFree].size == 0 && slots_.size() < mostSlots()) {
    rebuild(budget_, pins_, std::max(kFewestSlots, 2 * slots_.size()));
  }
  slot = lists_[kFree].newest;
  if (slot != kNone) {
    slots_[slot].values = std::make_unique<uint16_t[]>(dimension_);
    unlink(slot);
  } else {
    slot = lists_[kRecent].oldest;
    if (slot == kNone) return kNone;
    leave(slot);
  }
  enter(slot, id);
  return slot;
}

std::vector<uint32_t> VectorCache::byWorth() const {
  std::vector<uint32_t> order;
  order.reserve(size_t{lists_[kPinned].size} + lists_[kRecent].size);
  for (const Use use : {kPinned, kRecent}) {
    for (uint32_t slot = lists_[use].newest; slot != kNone; slot = slots_[slot].older) order.push_back(slot);
  }
  return order;
}

// Empty, with what outlives the entries.
VectorCache VectorCache::emptied(uint64_t budget, std::vector<Pin> pins) const {
  VectorCache next(dimension_, budget);
  next.pins_ = std::move(pins);
  return next;
}

// Moves all entries into `slots` new slots, or as many as the budget allows; the least worthy are dropped
// if these are too few. Allocates before it changes anything.
void VectorCache::rebuild(uint64_t budget, std::vector<Pin> pins, size_t slots) {
  VectorCache next = emptied(budget, std::move(pins));
  slots = std::min(slots, next.mostSlots());
  next.slots_.resize(slots);
  next.buckets_.assign(slots, kNone);
  const std::vector<uint32_t> worth = byWorth();
  std::vector<uint32_t> order;
  order.reserve(worth.size());
  for (const bool pinned : {true, false}) {
    std::copy_if(worth.begin(), worth.end(), std::back_inserter(order),
                 [&](uint32_t slot) { return next.isPinned(slots_[slot].id) == pinned; });
  }
  order.resize(std::min(order.size(), slots));
  // From the least worthy up, so that the order of use stays.
  for (uint32_t to = 0; to < slots; ++to) {
    if (order.empty()) {
      next.link(to, kFree);
      continue;
    }
    Slot& from = slots_[order.back()];
    order.pop_back();
    next.slots_[to].values = std::move(from.values);
    next.enter(to, from.id);
  }
  *this = std::move(next);
}

bool VectorCache::find(NodeId id, std::span<float> out) {
  const uint32_t slot = slotOf(id);
  if (slot == kNone) return false;
  decodeHalfRow(slots_[slot].values.get(), out);
  touch(slot);
  return true;
}

Status VectorCache::insert(NodeId id, std::span<const float> vector) {
  return guarded("cache a vector", [&]() -> Status {
    if (vector.size() != dimension_) {
      return {ErrorCode::kDimensionMismatch, "leann: cannot cache a vector of " +
                                                 std::to_string(vector.size()) +
                                                 " dimensions: the index has " + std::to_string(dimension_)};
    }
    // A zero vector does no harm here, whatever the metric.
    if (const Status status = checkVectors(vector, dimension_, Metric::kL2, "cache"); !status.ok()) {
      return status;
    }
    if (!fitsHalf(vector)) {
      return {ErrorCode::kInvalidArgument,
              "leann: cannot cache vector 0: half precision is not enough for its largest component"};
    }
    const uint32_t slot = acquire(id);
    if (slot != kNone) encodeHalfRow(vector, slots_[slot].values.get());
    return {};
  });
}

bool VectorCache::erase(NodeId id) {
  const uint32_t slot = slotOf(id);
  if (slot == kNone) return false;
  leave(slot);
  slots_[slot].values.reset();
  link(slot, kFree);
  return true;
}

void VectorCache::clear() { *this = emptied(budget_, std::move(pins_)); }

Status VectorCache::pin(std::span<const NodeId> ids) {
  return guarded("pin cached vectors", [&]() -> Status {
    const auto count = static_cast<uint32_t>(std::min<uint64_t>(ids.size(), mostPins(budget_)));
    std::vector<Pin> pins;
    pins.reserve(count);
    for (uint32_t rank = 0; rank < count; ++rank) pins.push_back({ids[rank], rank});
    const auto byId = [](const Pin& a, const Pin& b) { return a.id < b.id; };
    std::make_heap(pins.begin(), pins.end(), byId);
    std::sort_heap(pins.begin(), pins.end(), byId);
    rebuild(budget_, std::move(pins), slots_.size());
    return {};
  });
}

Status VectorCache::setBudget(uint64_t byteBudget) {
  return guarded("set the budget of a cache", [&]() -> Status {
    const uint64_t most = mostPins(byteBudget);
    std::vector<Pin> pins;
    pins.reserve(static_cast<size_t>(std::min<uint64_t>(pins_.size(), most)));
    for (const Pin& pin : pins_) {
      if (pin.rank < most) pins.push_back(pin);
    }
    rebuild(byteBudget, std::move(pins), slots_.size());
    return {};
  });
}

CacheStats VectorCache::stats() const {
  CacheStats stats;
  stats.pinned = lists_[kPinned].size;
  stats.entries = stats.pinned + lists_[kRecent].size;
  stats.bytes = slots_.size() * kSlotBytes + stats.entries * rowBytes(dimension_) + pins_.size() * kPinBytes;
  return stats;
}

Result<CachedVectors> VectorCache::snapshot(uint64_t byteBudget) const {
  return guarded("copy cached vectors", [&]() -> Result<CachedVectors> {
    std::vector<uint32_t> order = byWorth();
    order.resize(static_cast<size_t>(std::min<uint64_t>(
        order.size(), byteBudget / (uint64_t{dimension_} * sizeof(uint16_t) + sizeof(NodeId)))));
    CachedVectors vectors;
    vectors.ids.reserve(order.size());
    vectors.values.reserve(order.size() * dimension_);
    for (const uint32_t slot : order) {
      const Slot& s = slots_[slot];
      vectors.ids.push_back(s.id);
      vectors.values.insert(vectors.values.end(), s.values.get(), s.values.get() + dimension_);
    }
    return vectors;
  });
}

Status VectorCache::restore(const CachedVectors& vectors) {
  return guarded("restore cached vectors", [&]() -> Status {
    const size_t count = vectors.ids.size();
    if (vectors.values.size() != count * dimension_) {
      return {ErrorCode::kCorrupt, "leann: cannot restore cached vectors: " + std::to_string(count) +
                                       " ids and " + std::to_string(vectors.values.size()) +
                                       " values do not belong together"};
    }
    if (!std::all_of(vectors.values.begin(), vectors.values.end(), isFiniteHalf)) {
      return {ErrorCode::kCorrupt, "leann: cannot restore cached vectors: they hold NaN or infinity"};
    }
    VectorCache next = emptied(budget_, pins_);
    for (size_t i = count; i-- > 0;) {  // the most valuable last, as if used last
      const uint32_t slot = next.acquire(vectors.ids[i]);
      if (slot == kNone) continue;
      std::copy_n(vectors.values.data() + i * dimension_, dimension_, next.slots_[slot].values.get());
    }
    *this = std::move(next);
    return {};
  });
}

}  // namespace leann
