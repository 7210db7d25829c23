// The vectors of a cache that are saved with their index.
#pragma once

#include <cstdint>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// The contents of a cache, to be stored with an index: entry i is ids[i] and the i-th `dimension` values, as
/// halves (see half_float.h). The most valuable come first.
struct CachedVectors {
  std::vector<NodeId> ids;
  std::vector<uint16_t> values;
};

}  // namespace leann
