// The clusters of an index that come one by one.
#include <emscripten.h>

#include "fields.h"
#include "format/cutting.h"
#include "reader/calls.h"
#include "reader/reader.h"

using namespace leann;

extern "C" {

EMSCRIPTEN_KEEPALIVE bool leann_clusters_cut(const Reader* reader) { return reader->index->cut.has_value(); }
// The first node of each cluster, and in the end the number of nodes in clusters; nothing of an index in one
// piece, unless that comes as a block: then it is one cluster.
EMSCRIPTEN_KEEPALIVE size_t leann_clusters_starts(const Reader* reader, const NodeId** out) {
  const Index& index = *reader->index;
  return handOut(index.cut ? index.cut->starts() : index.clusters.starts, out);
}
// `query`: as many floats as the caller has. `count`: how many are wanted at most, then how many are handed
// out.
EMSCRIPTEN_KEEPALIVE bool leann_clusters_nearest(Status* status, Reader* reader, const float* query,
                                                 size_t dimension, double most, const uint32_t** out,
                                                 size_t* count) {
  const Index& index = *reader->index;
  Result<std::vector<uint32_t>> near = nearestClusters(index.clusters, index.params.metric, index.dimension(),
                                                       {query, dimension}, nearest<uint32_t>(most));
  if (near.ok()) {
    reader->chosen = std::move(near.value());
    *count = handOut(reader->chosen, out);
  }
  return settle(status, near.status());
}
EMSCRIPTEN_KEEPALIVE bool leann_clusters_loaded(const Reader* reader, uint32_t cluster) {
  const Index& index = *reader->index;
  return index.cut ? cluster < index.cut->count() && index.cut->has(cluster)
                   : cluster < index.clusters.count();
}
EMSCRIPTEN_KEEPALIVE bool leann_clusters_supply(Status* status, Reader* reader, uint32_t cluster,
                                                const uint8_t* bytes, size_t count) {
  return settle(status, guarded("take a cluster", [&]() -> Status {
                  Status taken = supplyCluster(*reader->index, cluster, {bytes, count});
                  if (taken.ok()) reader->predictors.append(*reader->index);
                  return taken;
                }));
}
EMSCRIPTEN_KEEPALIVE double leann_clusters_recall(const Reader* reader, double probed) {
  return static_cast<double>(expectedRecall(reader->index->clusters, nearest<uint32_t>(probed)));
}
}
