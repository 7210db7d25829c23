#include "format/clusters_section.h"

#include "format/container.h"

namespace leann {
namespace {

// As for codebooks.
constexpr float kLargestScale = 1e8F;

}  // namespace

uint64_t clustersSize(uint32_t count, uint64_t dimension) {
  return count == 0 ? 0 : 4 + uint64_t{count} * (8 + dimension) + Clusters::recallsOf(count);
}

void writeClusters(const Clusters& clusters, ByteWriter& out) {
  if (clusters.empty()) return;
  out.u32(clusters.count());
  for (uint32_t c = 0; c < clusters.count(); ++c) out.u32(clusters.size(c));
  for (const float scale : clusters.scales) out.f32(scale);
  out.raw(std::span<const int8_t>(clusters.values));
  out.raw(std::span<const uint8_t>(clusters.recalls));
}

Result<Clusters> readClusters(std::span<const uint8_t> bytes, const Parameters& p) {
  Clusters clusters;
  if (bytes.empty()) return clusters;
  ByteReader in(bytes);
  const uint32_t count = in.u32();
  if (count == 0 || count > kMostClusters || bytes.size() != clustersSize(count, p.dimension)) {
    return corruptFile("its clusters have the wrong length");
  }
  uint64_t end = 0;
  bool inRange = true;
  clusters.starts.resize(size_t{count} + 1);
  for (uint32_t c = 0; c < count; ++c) {
    end += in.u32();
    inRange = inRange && end <= p.nodes;
    clusters.starts[c + 1] = static_cast<NodeId>(end);
  }
  clusters.scales.resize(count);
  for (float& scale : clusters.scales) {
    scale = in.f32();
    inRange = inRange && scale > 0 && scale <= kLargestScale;
  }
  if (!inRange) return corruptFile("its clusters are out of range");
  const std::span<const uint8_t> values = in.raw(uint64_t{count} * p.dimension);
  clusters.values.assign(values.begin(), values.end());
  const std::span<const uint8_t> recalls = in.raw(in.left());
  clusters.recalls.assign(recalls.begin(), recalls.end());
  return clusters;
}

}  // namespace leann
