// A node with its distance from something: the element of every candidate list.
#pragma once

#include "vector_table.h"

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

}  // namespace leann
