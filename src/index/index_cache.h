// The vector cache of an index: what it begins with, and what it pins.
#pragma once

#include <cstdint>
#include <memory>

#include "base/status.h"
#include "index/index.h"
#include "index/vector_cache.h"

namespace leann {

/// A cache for searches of `index` that holds `saved` (as many as fit) and pins hubs, in up to half of its
/// budget; nothing of removed nodes. Null for a budget of 0. Errors: kOutOfMemory; kCorrupt for vectors that
/// are none of this index.
Result<std::shared_ptr<VectorCache>> makeCache(const Index& index, uint64_t byteBudget,
                                               const CachedVectors& saved);

/// Forgets the vectors of nodes that were removed since the cache was made, and pins other hubs instead.
/// Errors: kOutOfMemory. O(n + entries).
Status forgetRemoved(VectorCache& cache, const Index& index);

}  // namespace leann
