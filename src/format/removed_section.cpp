#include "format/removed_section.h"

#include "base/range_coder.h"
#include "format/container.h"

namespace leann {

// One adaptive bit a node.
void writeRemoved(const Removed& removed, uint32_t nodes, ByteWriter& out) {
  if (removed.empty()) return;
  RangeEncoder encoder;
  AdaptiveBit bit;
  for (NodeId v = 0; v < nodes; ++v) encoder.bit(bit, removed.contains(v) ? 1 : 0);
  out.raw(encoder.finish());
}

Result<Removed> readRemoved(std::span<const uint8_t> bytes, uint32_t nodes) {
  Removed result;
  RangeDecoder decoder(bytes);
  AdaptiveBit bit;
  for (NodeId v = 0; v < nodes; ++v) {
    if (decoder.bit(bit) == 1) result.insert(v);
  }
  if (!decoder.complete() || decoder.used() != bytes.size()) {
    return corruptFile("its list of removed nodes has the wrong length");
  }
  if (result.count() == 0) return corruptFile("it has a list of removed nodes, but none is removed");
  return result;
}

}  // namespace leann
