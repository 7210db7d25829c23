#include "format/cached_section.h"

#include <vector>

#include "base/half_float.h"
#include "format/container.h"

namespace leann {

void writeCached(const CachedVectors& cached, ByteWriter& out) {
  for (const NodeId id : cached.ids) out.u32(id);
  for (const uint16_t half : cached.values) out.u16(half);
}

Result<CachedVectors> readCached(std::span<const uint8_t> bytes, const Parameters& p) {
  const uint64_t entry = 4 + 2 * uint64_t{p.dimension};
  if (bytes.size() % entry != 0) return corruptFile("its saved vectors have the wrong length");
  const auto count = static_cast<size_t>(bytes.size() / entry);
  ByteReader in(bytes);
  CachedVectors cached;
  cached.ids.resize(count);
  cached.values.resize(count * p.dimension);
  std::vector<bool> saved(p.nodes, false);
  for (NodeId& id : cached.ids) {
    id = in.u32();
    if (id >= p.nodes) return corruptFile("a saved vector is of no node");
    if (saved[id]) return corruptFile("two saved vectors are of the same node");
    saved[id] = true;
  }
  for (uint16_t& half : cached.values) {
    half = in.u16();
    if (!isFiniteHalf(half)) return corruptFile("a saved vector holds NaN or infinity");
  }
  return cached;
}

}  // namespace leann
