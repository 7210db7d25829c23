// QNTZ: mean, rotation and codebooks.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "code/quantizer.h"
#include "format/parameters_section.h"
#include "index/build_params.h"

namespace leann {

uint64_t quantizerSize(const BuildParams& p, uint64_t dimension);
/// Values of all codebooks, a byte each.
uint64_t bookValues(const BuildParams& p);

void writeQuantizer(const Quantizer& q, ByteWriter& out);
/// Errors: kCorrupt.
Result<Quantizer> readQuantizer(std::span<const uint8_t> bytes, const Parameters& p);

}  // namespace leann
