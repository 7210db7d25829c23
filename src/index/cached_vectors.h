// What of a vector cache is saved with its index.
#pragma once

#include <cstdint>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// What a cache holds, to be stored beside an index: entry i is ids[i] and the i-th `dimension` values, as
/// halves (see half_float.h). The most valuable come first.
struct CachedVectors {
  std::vector<NodeId> ids;
  std::vector<uint16_t> values;
};

}  // namespace leann
