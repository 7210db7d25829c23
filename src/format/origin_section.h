// ORIG: where an index comes from, but for the commit, which the header has.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "format/origin.h"

namespace leann {

void writeOrigin(const Origin& origin, ByteWriter& out);
/// Errors: kCorrupt.
Result<Origin> readOrigin(std::span<const uint8_t> bytes);

}  // namespace leann
