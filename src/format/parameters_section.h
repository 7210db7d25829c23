// PARM: how large an index is, and what it was built with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "index/build_params.h"
#include "index/index.h"

namespace leann {

inline constexpr size_t kParametersSize = 2 * 4 + 8 + 6 * 4 + 3 * 8;

struct Parameters {
  uint32_t nodes;
  uint32_t dimension;
  BuildParams build;
};

void writeParameters(const Index& index, ByteWriter& out);
/// Errors: kCorrupt.
Result<Parameters> readParameters(std::span<const uint8_t> bytes);

}  // namespace leann
