#include "build/cluster_task.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "graph/graph_codec.h"

namespace leann {
namespace {

constexpr size_t kChecksumSize = 4;
constexpr size_t kHeadSize = 4 + 3 + 4 * 4 + 2 * 8 + 3 * 4;

Status corrupt(const char* act, const char* reason) {
  return {ErrorCode::kCorrupt, std::string("leann: cannot ") + act + " of a cluster: " + reason};
}

// A checksum of all that is before it. (One of all, with this one, would be the same for all.)
void seal(ByteWriter& out) { out.u32(crc32c(out.bytes())); }

// `bytes`: at least as long as a checksum.
uint32_t sealOf(std::span<const uint8_t> bytes) { return ByteReader(bytes.last(kChecksumSize)).u32(); }

// What is before the checksum, if that fits.
std::optional<std::span<const uint8_t>> unsealed(std::span<const uint8_t> bytes) {
  if (bytes.size() < kChecksumSize) return std::nullopt;
  const auto content = bytes.first(bytes.size() - kChecksumSize);
  if (sealOf(bytes) != crc32c(content)) return std::nullopt;
  return content;
}

void writeParams(const BuildParams& p, ByteWriter& out) {
  for (const uint32_t value : {static_cast<uint32_t>(p.metric), static_cast<uint32_t>(p.pruning),
                               static_cast<uint32_t>(p.numbering)}) {
    out.u8(static_cast<uint8_t>(value));
  }
  for (const uint32_t value : {p.M, p.efConstruction, p.hubLinks, p.links}) out.u32(value);
  out.f64(p.hubFraction);
  out.u64(p.seed);
}

BuildParams readParams(ByteReader& in) {
  BuildParams p;
  p.metric = static_cast<Metric>(in.u8());
  p.pruning = static_cast<Pruning>(in.u8());
  p.numbering = static_cast<Numbering>(in.u8());
  for (uint32_t* value : {&p.M, &p.efConstruction, &p.hubLinks, &p.links}) *value = in.u32();
  p.hubFraction = in.f64();
  p.seed = in.u64();
  return p;
}

// The floats that VectorTable::read gives, so that both instances build over the same.
bool readRow(ByteReader& in, std::vector<float>& row) {
  const float scale = in.f32();
  const auto values = in.raw(row.size());
  if (in.failed() || !(scale >= std::numeric_limits<float>::min() && scale <= kLargestComponent))
    return false;
  for (size_t i = 0; i < row.size(); ++i) {
    const auto value = static_cast<int8_t>(values[i]);
    if (value == std::numeric_limits<int8_t>::min()) return false;
    row[i] = static_cast<float>(value) * scale;
  }
  return true;
}

struct ClusterTask {
  uint32_t cluster;
  BuildParams params;
  std::vector<uint32_t> counts;
  VectorTable rows;
};

Result<ClusterTask> decodeTask(std::span<const uint8_t> bytes) {
  const auto refuse = [](const char* reason) { return corrupt("build the graph", reason); };
  const auto content = unsealed(bytes);
  if (!content) return refuse("its checksum does not match");
  ByteReader in(*content);
  const uint32_t cluster = in.u32();
  const BuildParams params = readParams(in);
  const uint32_t dimension = in.u32();
  const uint32_t nodes = in.u32();
  const uint32_t groups = in.u32();
  if (in.failed() || !checkBuildParams(dimension, params).ok()) {
    return refuse("a build parameter is out of its range");
  }
  const uint64_t size = uint64_t{groups} * 4 + uint64_t{nodes} * (uint64_t{dimension} + 4);
  if (nodes == 0 || size != in.left()) return refuse("its length is not that of its vectors");
  std::vector<uint32_t> counts(groups);
  for (uint32_t& count : counts) count = in.u32();
  if (groups > 0 && std::accumulate(counts.begin(), counts.end(), uint64_t{0}) != nodes) {
    return refuse("its groups do not add up to its vectors");
  }
  VectorTable rows(dimension, params.metric);
  rows.reserve(nodes);
  std::vector<float> row(dimension);
  for (uint32_t i = 0; i < nodes; ++i) {
    if (!readRow(in, row)) return refuse("a vector is out of its range");
    rows.appendUnchecked(row);
  }
  return ClusterTask{
      .cluster = cluster, .params = params, .counts = std::move(counts), .rows = std::move(rows)};
}

bool isPermutation(std::span<const uint32_t> order) {
  std::vector<bool> met(order.size(), false);
  for (const uint32_t place : order) {
    if (place >= order.size() || met[place]) return false;
    met[place] = true;
  }
  return true;
}

}  // namespace

std::vector<uint8_t> encodeTask(uint32_t cluster, const VectorTable& vectors, std::span<const NodeId> nodes,
                                std::span<const uint32_t> counts, const BuildParams& params) {
  ByteWriter out;
  out.bytes().reserve(kHeadSize + counts.size() * 4 + nodes.size() * (size_t{vectors.dimension()} + 4) +
                      kChecksumSize);
  out.u32(cluster);
  writeParams(params, out);
  out.u32(vectors.dimension());
  out.u32(static_cast<uint32_t>(nodes.size()));
  out.u32(static_cast<uint32_t>(counts.size()));
  for (const uint32_t count : counts) out.u32(count);
  for (const NodeId node : nodes) {
    out.f32(vectors.scale(node));
    out.raw(vectors.values(node));
  }
  seal(out);
  return std::move(out.bytes());
}

Result<std::vector<uint8_t>> buildCluster(std::span<const uint8_t> task) {
  return guarded("build the graph of a cluster", [&]() -> Result<std::vector<uint8_t>> {
    Result<ClusterTask> decoded = decodeTask(task);
    if (!decoded.ok()) return decoded.status();
    ClusterTask& work = decoded.value();
    ClusterBuild build(std::move(work.rows), std::move(work.counts), work.params);
    while (!build.finished()) build.step(std::numeric_limits<uint32_t>::max());
    const ClusterGraph built = build.take();
    ByteWriter out;
    out.u32(work.cluster);
    out.u32(sealOf(task));
    for (const uint32_t place : built.order) out.u32(place);
    out.raw(std::span<const uint8_t>(encodeGraph(built.graph)));
    seal(out);
    return std::move(out.bytes());
  });
}

ClusterShape shapeOf(std::span<const uint8_t> task, uint32_t cluster, uint32_t nodes, uint32_t groups,
                     const BuildParams& params) {
  // As GraphBuild has them: no node chooses more links than this, in whichever pass.
  const uint32_t links = std::max({2 * params.M, params.hubLinks, 2 * params.links, 4U});
  return {.cluster = cluster,
          .checksum = sealOf(task),
          .nodes = nodes,
          .groups = groups,
          .mostEdges = uint64_t{nodes} * links};
}

std::optional<uint32_t> clusterOfAnswer(std::span<const uint8_t> answer) {
  ByteReader in(answer);
  const uint32_t cluster = in.u32();
  return in.failed() ? std::nullopt : std::optional(cluster);
}

Result<ClusterGraph> decodeAnswer(std::span<const uint8_t> answer, const ClusterShape& shape) {
  const auto refuse = [](const char* reason) { return corrupt("take the graph", reason); };
  const auto content = unsealed(answer);
  if (!content) return refuse("its checksum does not match");
  ByteReader in(*content);
  const bool own = in.u32() == shape.cluster && in.u32() == shape.checksum;
  if (!own) return refuse("it is that of another cluster");
  if (in.left() / 4 < shape.groups) return refuse("it ends early");
  ClusterGraph result;
  result.order.resize(shape.groups);
  for (uint32_t& place : result.order) place = in.u32();
  if (!isPermutation(result.order)) return refuse("its order is none of the cluster's groups");
  Result<Graph> graph = decodeGraph(in.raw(in.left()), shape.nodes, shape.mostEdges);
  if (!graph.ok()) return refuse("its edges are not those of such a graph");
  result.graph = std::move(graph.value());
  return result;
}

}  // namespace leann
