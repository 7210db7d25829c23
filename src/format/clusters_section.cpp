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
  if (count == 0 || bytes.size() != clustersSize(count, p.dimension)) {
    return corruptFile("its clusters have the wrong length");
  }
  uint64_t end = 0;
  clusters.starts.reserve(size_t{count} + 1);
  clusters.starts.push_back(0);
  for (uint32_t c = 0; c < count; ++c) {
    end += in.u32();
    if (end > p.nodes) return corruptFile("its clusters hold more nodes than there are");
    clusters.starts.push_back(static_cast<NodeId>(end));
  }
  clusters.scales.resize(count);
  for (float& scale : clusters.scales) {
    scale = in.f32();
    if (!(scale > 0 && scale <= kLargestScale)) return corruptFile("the scale of a centroid is out of range");
  }
  const std::span<const uint8_t> values = in.raw(uint64_t{count} * p.dimension);
  clusters.values.assign(values.begin(), values.end());
  const std::span<const uint8_t> recalls = in.raw(in.left());
  clusters.recalls.assign(recalls.begin(), recalls.end());
  return clusters;
}

}  // namespace leann
