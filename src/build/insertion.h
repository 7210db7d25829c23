// Growing an index that has no vectors any more.
#pragma once

#include <span>

#include "base/status.h"
#include "index/index.h"

namespace leann {

/// A copy of `index`, less its cached vectors and its words, which the caller appends (words/combining.h),
/// with new nodes size(), size() + 1, … linked in. The old nodes' vectors are gone; what their codes decode
/// to stands in for them, so nothing is recomputed, and nothing that is known of old nodes changes. Errors:
/// those of VectorTable::append. For m new vectors O(m * efConstruction * links) distances, and O(n * rows)
/// for decoding; memory: rows + 8 bytes a node, twice.
Result<Index> extended(const Index& index, std::span<const float> vectors);

}  // namespace leann
