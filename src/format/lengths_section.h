// LENG: what codes take from lengths; 0 bytes if lengths are not kept.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "code/lengths.h"
#include "format/parameters_section.h"
#include "index/build_params.h"

namespace leann {

/// The bounds alone, as LENG begins with them.
void writeLengthBounds(const Lengths& lengths, ByteWriter& out);
/// Lengths of no nodes. Errors: kCorrupt.
Result<Lengths> readLengthBounds(ByteReader& in);

uint64_t lengthsSize(const BuildParams& p, uint32_t nodes);

void writeLengths(const Lengths& lengths, ByteWriter& out);
/// Errors: kCorrupt.
Result<Lengths> readLengths(std::span<const uint8_t> bytes, const Parameters& p);

}  // namespace leann
