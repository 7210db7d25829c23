#include "format/cut_section.h"

#include "format/container.h"
#include "format/lengths_section.h"

namespace leann {

void writeCut(const Cut& cut, bool hasLengths, const Lengths& lengths, ByteWriter& out) {
  if (hasLengths) writeLengthBounds(lengths, out);
  for (const ClusterBlock& block : cut.blocks()) {
    out.u32(block.bytes);
    out.u32(block.checksum);
  }
}

Result<CutNodes> readCut(std::span<const uint8_t> bytes, const Parameters& p, const Clusters& clusters) {
  std::vector<NodeId> starts = clusters.starts;
  if (starts.empty()) starts = {0, p.nodes};
  if (starts.back() != p.nodes) return corruptFile("its nodes come in clusters that do not hold them all");
  const size_t count = starts.size() - 1;
  const bool lengths = p.build.lengthBits == 4U;
  if (bytes.size() != uint64_t{count} * 8 + (lengths ? 8 : 0)) {
    return corruptFile("its list of clusters has the wrong length");
  }
  ByteReader in(bytes);
  Lengths none;
  if (lengths) {
    Result<Lengths> bounds = readLengthBounds(in);
    if (!bounds.ok()) return bounds.status();
    none = std::move(bounds.value());
  }
  std::vector<ClusterBlock> blocks(count);
  for (ClusterBlock& block : blocks) {
    block.bytes = in.u32();
    block.checksum = in.u32();
  }
  return CutNodes{.cut = Cut(std::move(starts), std::move(blocks)), .lengths = std::move(none)};
}

}  // namespace leann
