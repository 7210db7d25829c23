// What a search has found.
#pragma once

#include "base/node_id.h"

namespace leann {

struct Hit {
  NodeId id;
  float distance;  // smaller is nearer: -dot or squared L2
  bool exact;      // from the recomputed vector; else estimated from the code
};

}  // namespace leann
