// CACH: vectors that are saved with the index; 0 bytes if there are none.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "format/parameters_section.h"
#include "index/cached_vectors.h"

namespace leann {

void writeCached(const CachedVectors& cached, ByteWriter& out);
/// Errors: kCorrupt.
Result<CachedVectors> readCached(std::span<const uint8_t> bytes, const Parameters& p);

}  // namespace leann
