#include "format/codes_section.h"

#include <vector>

namespace leann {

uint64_t codesSize(const BuildParams& p, uint64_t nodes) {
  return (uint64_t{p.subspaces} * p.bits + 7) / 8 * nodes;
}

void writeCodes(const CodeScan& codes, ByteWriter& out) {
  std::vector<uint8_t> code(codes.codeSize());
  out.bytes().reserve(out.size() + size_t{codes.size()} * code.size());
  for (NodeId v = 0; v < codes.size(); ++v) {
    codes.code(v, code.data());
    out.raw(code);
  }
}

}  // namespace leann
