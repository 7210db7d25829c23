// DEAD: which nodes were removed; 0 bytes if none was.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "graph/removed.h"

namespace leann {

void writeRemoved(const Removed& removed, uint32_t nodes, ByteWriter& out);
/// Of a section that is there. Errors: kCorrupt.
Result<Removed> readRemoved(std::span<const uint8_t> bytes, uint32_t nodes);

}  // namespace leann
