// CUTS: the blocks that the nodes of an index come in, in their place: one a cluster, or one in all.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "code/lengths.h"
#include "format/parameters_section.h"
#include "index/cut.h"

namespace leann {

struct CutNodes {
  Cut cut;
  Lengths lengths;  // without nodes
};

void writeCut(const Cut& cut, bool hasLengths, const Lengths& lengths, ByteWriter& out);
/// `clusters`: of the same file; none if there is one block of all nodes. Errors: kCorrupt.
Result<CutNodes> readCut(std::span<const uint8_t> bytes, const Parameters& p, const Clusters& clusters);

}  // namespace leann
