// Vectors that were embedded before, kept so that a search need not embed them again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/node_id.h"
#include "base/status.h"
#include "index/cached_vectors.h"

namespace leann {

struct CacheStats {
  uint64_t bytes = 0;    // held now, never more than the budget
  uint32_t entries = 0;  // vectors held
  uint32_t pinned = 0;   // those among them that are pinned
};

/// Pinned nodes (hubs, which most searches pass), then the least recently used, within a budget of bytes. A
/// vector is held in half precision, so that one that is found differs from the one that was put in by up to
/// 1/2048 of a component, or 2^-25 if that is more.
///
/// An entry takes entryBytes(dimension), a pin kPinBytes. Memory is taken as it is needed, and slots double:
/// while they are moved, their bookkeeping (40 bytes each) exists twice. A call that fails leaves the cache
/// as it was.
class VectorCache {
 public:
  static constexpr uint64_t kPinBytes = 8;

  /// Bytes of the budget that one vector takes, all bookkeeping included; the same on every platform.
  static uint64_t entryBytes(uint32_t dimension) { return kSlotBytes + rowBytes(dimension); }

  /// Allocates nothing. `byteBudget`: 0 for a cache that holds nothing.
  VectorCache(uint32_t dimension, uint64_t byteBudget) : dimension_(dimension), budget_(byteBudget) {}

  uint32_t dimension() const { return dimension_; }
  uint64_t budget() const { return budget_; }

  /// Whether a vector is held; counts as no use. O(1).
  bool contains(NodeId id) const { return slotOf(id) != kNone; }

  /// Writes the vector into `out` (dimension floats) and marks it as used; false, with `out` untouched, if it
  /// is not held. O(dimension).
  bool find(NodeId id, std::span<float> out);

  /// Holds a vector, or replaces it; counts as a use. The least recently used unpinned vector makes room; if
  /// there is none, nothing happens. `vector`: dimension floats. Errors: kDimensionMismatch,
  /// kNotFinite, kInvalidArgument if half precision is not enough, kOutOfMemory. It is not enough for a
  /// vector whose largest component is above 65,504, or above 0 and below 2^-14. O(dimension), amortised.
  Status insert(NodeId id, std::span<const float> vector);

  /// Forgets a vector whose passage changed; true if it was held. It stays pinned. O(1).
  bool erase(NodeId id);

  /// Forgets all vectors, and gives their memory back; pins and budget stay.
  void clear();

  /// From now on exactly these are pinned, present or not: held from their insertion until they are erased.
  /// `ids`: distinct, the most important first; only as many are pinned as the budget can hold, the first
  /// ones. Errors: kOutOfMemory. O((entries + pins) * log(pins)).
  Status pin(std::span<const NodeId> ids);

  /// Drops what no longer fits: the least recently used, then the least important pins. Errors: kOutOfMemory.
  Status setBudget(uint64_t byteBudget);

  CacheStats stats() const;

  /// As many vectors as fit into `byteBudget` at 2 * dimension + 4 bytes each: pinned ones, then the others,
  /// either the most recently used first. Errors: kOutOfMemory. O(entries + bytes).
  Result<CachedVectors> snapshot(uint64_t byteBudget) const;

  /// Holds these instead of what was held, in the order of use that the snapshot tells; pins stay as they
  /// are. Errors: kCorrupt when ids and values do not belong together or a value is not finite;
  /// kOutOfMemory. Whether the ids are those of an index is for the caller to check.
  Status restore(const CachedVectors& vectors);

 private:
  static constexpr uint32_t kNone = ~0U;
  static constexpr uint64_t kSlotBytes = 40;
  static constexpr uint64_t kAllocatorBytes = 16;  // at most what an allocator adds to a row

  enum Use : uint8_t { kFree, kRecent, kPinned };

  struct Slot {
    NodeId id = 0;
    uint32_t next = kNone;  // in its bucket
    uint32_t newer = kNone, older = kNone;
    Use use = kFree;
    std::unique_ptr<uint16_t[]> values;  // null when free
  };
  static_assert(sizeof(Slot) + sizeof(uint32_t) <= kSlotBytes, "a slot and its bucket");

  // All slots of one use, doubly linked.
  struct List {
    uint32_t newest = kNone, oldest = kNone;
    uint32_t size = 0;
  };

  struct Pin {
    NodeId id;
    uint32_t rank;  // 0 is the most important
  };
  static_assert(sizeof(Pin) == kPinBytes);

  static uint64_t rowBytes(uint32_t dimension) {
    return (uint64_t{dimension} * sizeof(uint16_t) + 15) / 16 * 16 + kAllocatorBytes;
  }
  uint64_t mostPins(uint64_t budget) const { return budget / (entryBytes(dimension_) + kPinBytes); }

  size_t mostSlots() const;
  bool isPinned(NodeId id) const;
  size_t bucketOf(NodeId id) const;
  uint32_t slotOf(NodeId id) const;
  void link(uint32_t slot, Use use);
  void unlink(uint32_t slot);
  void touch(uint32_t slot);
  void enter(uint32_t slot, NodeId id);
  void leave(uint32_t slot);
  uint32_t acquire(NodeId id);
  std::vector<uint32_t> byWorth() const;
  VectorCache emptied(uint64_t budget, std::vector<Pin> pins) const;
  void rebuild(uint64_t budget, std::vector<Pin> pins, size_t slots);

  uint32_t dimension_;
  uint64_t budget_;
  std::vector<Slot> slots_;
  std::vector<uint32_t> buckets_;  // as many as slots; the first slot of each chain
  List lists_[3];                  // by Use
  std::vector<Pin> pins_;          // ascending by id
};

}  // namespace leann
