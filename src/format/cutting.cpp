#include "format/cutting.h"

#include <algorithm>
#include <string>

#include "base/bytes.h"
#include "base/crc32c.h"
#include "format/file_size.h"
#include "format/quantizer_section.h"
#include "graph/graph_codec.h"

namespace leann {
namespace {

Status corrupt(uint32_t cluster, const char* reason) {
  return {ErrorCode::kCorrupt, "leann: cannot take cluster " + std::to_string(cluster) + ": " + reason};
}

// The memory that a block may take is as much as eight times its bytes, and a little for small ones. Of a
// whole file it is half of that, and most of a megabyte, which short codes make use of.
constexpr uint64_t kClusterMemoryFactor = 8;
constexpr uint64_t kClusterMemoryRoom = 1024;
uint64_t memoryWithoutEdges(const Index& index, uint64_t nodes) {
  const uint64_t quantizer = index.clusters.empty() ? memoryOf(index.params, index.dimension(), 0, 0) : 0;
  return quantizer + (10 + index.codes.codeSize()) * nodes;
}

bool hasLengths(const Index& index) { return index.params.lengthBits == 4U; }

// The nodes `first` .. `first + count - 1`, whose edges do not lead beyond them.
Graph graphOf(const Graph& graph, NodeId first, uint32_t count) {
  Graph part;
  for (NodeId v = first; v < first + count; ++v) {
    for (const NodeId u : graph.neighbors(v)) part.targets.push_back(u - first);
    part.offsets.push_back(static_cast<uint32_t>(part.targets.size()));
  }
  return part;
}

std::vector<uint8_t> codesOf(const CodeScan& codes, NodeId first, uint32_t count) {
  std::vector<uint8_t> bytes(size_t{count} * codes.codeSize());
  for (uint32_t i = 0; i < count; ++i) codes.code(first + i, bytes.data() + size_t{i} * codes.codeSize());
  return bytes;
}

Lengths lengthsOf(const Lengths& lengths, NodeId first, uint32_t count) {
  Lengths part(lengths.low(), lengths.high(), 0, {});
  for (uint32_t i = 0; i < count && !lengths.empty(); ++i) part.appendStep(lengths.stepOf(first + i));
  return part;
}

// What an index has beside its nodes.
Index withoutNodes(const Index& index) {
  Index empty{.params = index.params,
              .graph = Graph(),
              .quantizer = index.quantizer,
              .codes = CodeScan({}, index.quantizer.subspaces(), index.quantizer.bits()),
              .lengths = Lengths(index.lengths.low(), index.lengths.high(), 0, {}),
              .calibration = index.calibration};
  empty.drift = index.drift;
  empty.words = index.words;
  empty.clusters = index.clusters;
  return empty;
}

Status checkCuttable(const Index& index) {
  const Clusters& clusters = index.clusters;
  if (index.cut) return refuse("cut the index", "it was cut before");
  if (!index.removed.empty())
    return refuse("cut the index", "nodes were removed, and it was not compacted since");
  if (clusters.empty()) return {};
  if (clusters.starts.back() != index.size())
    return refuse("cut the index", "nodes were inserted since it was built");
  for (uint32_t c = 0; c < clusters.count(); ++c) {
    for (NodeId v = clusters.starts[c]; v < clusters.starts[c + 1]; ++v) {
      const auto row = index.graph.neighbors(v);
      if (row.empty() || (row.front() >= clusters.starts[c] && row.back() < clusters.starts[c + 1])) continue;
      return refuse("cut the index", "edges lead from one cluster into another");
    }
  }
  return {};
}

// The nodes `first` .. `first + count - 1`.
std::vector<uint8_t> blockOf(const Index& index, NodeId first, uint32_t count) {
  const Graph part = graphOf(index.graph, first, count);
  const std::vector<uint8_t> graph = encodeGraph(part);
  ByteWriter out;
  // Words do not need it.
  if (index.clusters.empty()) writeQuantizer(index.quantizer, out);
  out.u32(static_cast<uint32_t>(graph.size()));
  out.raw(std::span<const uint8_t>(graph));
  out.raw(std::span<const uint8_t>(codesOf(index.codes, first, count)));
  if (hasLengths(index)) out.raw(lengthsOf(index.lengths, first, count).halves());
  const uint64_t memory = memoryWithoutEdges(index, count) + 4 * part.edges();
  while (memory > kClusterMemoryFactor * out.size() + kClusterMemoryRoom) out.u8(0);
  return std::move(out.bytes());
}

// What fails, fails before anything is changed. `halves`: as Lengths has them, or none.
void append(Index& index, const Graph& graph, std::span<const uint8_t> codes,
            std::span<const uint8_t> halves) {
  const uint32_t lengths = halves.empty() ? 0 : graph.size();
  index.lengths.reserveMore(lengths);
  reserveMore(index.graph, graph.size(), graph.edges());
  index.codes.append(codes);
  appendGraph(index.graph, graph);
  for (uint32_t i = 0; i < lengths; ++i) index.lengths.appendStep(halves[i / 2] >> (i % 2 * 4) & 15U);
}

// A block, all of it checked before it is believed.
Status take(Index& index, uint32_t cluster, std::span<const uint8_t> bytes) {
  const ClusterBlock& expected = index.cut->blocks()[cluster];
  if (bytes.size() != expected.bytes || crc32c(bytes) != expected.checksum) {
    return corrupt(cluster, "its length or its checksum does not match");
  }
  const uint32_t count = index.cut->size(cluster);
  ByteReader in(bytes);
  std::optional<Quantizer> quantizer;
  if (index.clusters.empty()) {
    const Parameters p{.nodes = count, .dimension = index.dimension(), .build = index.params};
    Result<Quantizer> read = readQuantizer(in.raw(quantizerSize(p.build, p.dimension)), p);
    if (!read.ok()) return read.status();
    quantizer = std::move(read.value());
  }
  const std::span<const uint8_t> graph = in.raw(in.u32());
  const std::span<const uint8_t> codes = in.raw(uint64_t{count} * index.codes.codeSize());
  const std::span<const uint8_t> halves = in.raw(hasLengths(index) ? Lengths::bytesFor(count) : 0);
  const std::span<const uint8_t> padding = in.raw(in.left());
  const bool zeros = std::all_of(padding.begin(), padding.end(), [](uint8_t byte) { return byte == 0; });
  const bool unused = count % 2 == 1 && !halves.empty() && halves.back() > 15;
  const uint64_t room = kClusterMemoryFactor * bytes.size() + kClusterMemoryRoom;
  const uint64_t needed = memoryWithoutEdges(index, count);
  if (in.failed() || !zeros || unused || needed > room) {
    return corrupt(cluster, "its parts do not fit together, or not its nodes");
  }
  const Result<Graph> decoded = decodeGraph(graph, count, (room - needed) / 8);
  if (!decoded.ok()) return decoded.status();
  const NodeId begin = index.size();
  append(index, decoded.value(), codes, halves);
  if (quantizer) index.quantizer = std::move(*quantizer);
  index.cut->add(cluster, begin);
  return {};
}

}  // namespace

Result<CutIndex> cutIntoClusters(const Index& index) {
  return guarded("cut the index", [&]() -> Result<CutIndex> {
    if (const Status status = checkCuttable(index); !status.ok()) return status;
    std::vector<NodeId> starts = index.clusters.starts;
    if (starts.empty()) starts = {0, index.size()};
    std::vector<std::vector<uint8_t>> blocks;
    std::vector<ClusterBlock> list;
    for (size_t c = 0; c + 1 < starts.size(); ++c) {
      blocks.push_back(blockOf(index, starts[c], starts[c + 1] - starts[c]));
      list.push_back(
          {.bytes = static_cast<uint32_t>(blocks.back().size()), .checksum = crc32c(blocks.back())});
    }
    Index head = withoutNodes(index);
    const Quantizer& q = index.quantizer;
    if (index.clusters.empty()) head.quantizer = Quantizer::none(q.dimension(), q.subspaces(), q.bits());
    head.cut.emplace(std::move(starts), std::move(list));
    return CutIndex{.index = std::move(head), .blocks = std::move(blocks)};
  });
}

Status supplyCluster(Index& index, uint32_t cluster, std::span<const uint8_t> bytes) {
  return guarded("take a cluster", [&]() -> Status {
    if (!index.cut) return refuse("take a cluster", "the index is in one piece");
    if (cluster >= index.cut->count()) {
      return refuse("take a cluster", "there is no cluster " + std::to_string(cluster));
    }
    if (index.cut->has(cluster)) return {};
    return take(index, cluster, bytes);
  });
}

Result<Index> joinedClusters(const Index& index) {
  return guarded("join clusters", [&]() -> Result<Index> {
    if (!index.cut) return refuse("join clusters", "the index is in one piece");
    if (!index.cut->isWhole()) return refuse("join clusters", "not all of them are at hand");
    Index whole = withoutNodes(index);
    for (uint32_t c = 0; c < index.cut->count(); ++c) {
      const NodeId first = index.cut->begin(c);
      const uint32_t count = index.cut->size(c);
      append(whole, graphOf(index.graph, first, count), codesOf(index.codes, first, count),
             lengthsOf(index.lengths, first, count).halves());
    }
    return whole;
  });
}

}  // namespace leann
