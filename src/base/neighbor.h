// A node with its distance from something: the element of every candidate list.
#pragma once

#include <algorithm>
#include <vector>

#include "base/node_id.h"

namespace leann {

struct Neighbor {
  float distance;
  NodeId id;

  /// Nearer first; ties by id, so that every order is total and the same everywhere.
  friend bool operator<(const Neighbor& a, const Neighbor& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.id < b.id;
  }
  friend bool operator>(const Neighbor& a, const Neighbor& b) { return b < a; }
};

/// Nearest first. By heap, whose code searches have in them anyway: std::sort would be a kilobyte of every
/// download.
inline void sortNeighbors(std::vector<Neighbor>& neighbors) {
  std::make_heap(neighbors.begin(), neighbors.end());
  std::sort_heap(neighbors.begin(), neighbors.end());
}

}  // namespace leann
