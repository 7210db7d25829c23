// The lists of links of a graph that is being built: of one capacity, side by side in one array.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// Memory: 4 * (capacity + 1) bytes a list.
class LinkLists {
 public:
  explicit LinkLists(uint32_t capacity, uint32_t lists = 0) : stride_(size_t{capacity} + 1) { grow(lists); }

  uint32_t size() const { return static_cast<uint32_t>(slots_.size() / stride_); }
  uint32_t capacity() const { return static_cast<uint32_t>(stride_ - 1); }

  /// Adds `lists` empty lists at the end.
  void grow(uint32_t lists) { slots_.resize(slots_.size() + lists * stride_, 0); }

  std::span<const NodeId> operator[](uint32_t list) const {
    const uint32_t* slot = slots_.data() + list * stride_;
    return {slot + 1, *slot};
  }

  /// False, and nothing done, if the list is full.
  bool append(uint32_t list, NodeId id) {
    uint32_t* slot = slots_.data() + list * stride_;
    if (*slot == capacity()) return false;
    slot[++*slot] = id;
    return true;
  }

  /// At most `capacity` ids.
  void assign(uint32_t list, std::span<const NodeId> ids) {
    uint32_t* slot = slots_.data() + list * stride_;
    *slot = static_cast<uint32_t>(ids.size());
    std::copy(ids.begin(), ids.end(), slot + 1);
  }

  void prefetch(uint32_t list) const {
    const uint32_t* slot = slots_.data() + list * stride_;
    __builtin_prefetch(slot);
    __builtin_prefetch(slot + 16);
  }

 private:
  size_t stride_;
  std::vector<uint32_t> slots_;  // of each list: its length, then its ids
};

}  // namespace leann
