// CODE: the codes of all nodes.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "code/code_scan.h"
#include "index/build_params.h"

namespace leann {

uint64_t codesSize(const BuildParams& p, uint64_t nodes);

void writeCodes(const CodeScan& codes, ByteWriter& out);

}  // namespace leann
