// CLUS: where clusters begin, their centroids, and how much is expected in the nearest of them; 0 bytes
// without.
#pragma once

#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "format/parameters_section.h"
#include "index/clusters.h"

namespace leann {

uint64_t clustersSize(uint32_t count, uint64_t dimension);

void writeClusters(const Clusters& clusters, ByteWriter& out);
/// Errors: kCorrupt.
Result<Clusters> readClusters(std::span<const uint8_t> bytes, const Parameters& p);

}  // namespace leann
