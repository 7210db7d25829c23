// What opening a file costs: at most four times its bytes and 1 MiB at any moment, whoever made it.
#include "allocator.h"
#include "file_parts.h"
#include "word_documents.h"

using namespace leann;
using namespace leann::testing;

namespace {

// Opens a file; whether it is let in or not, it must not take more.
bool opensWithinLimit(const Bytes& file) {
  const PeakMemory peak;
  const Result<Index> index = decodeIndex(file);
  const uint64_t most = 4 * uint64_t{file.size()} + (uint64_t{1} << 20);
  CHECK_MESSAGE(peak.bytes() <= most, peak.bytes() << " bytes of " << most << " for " << file.size());
  return index.ok();
}

// As it is written, and without what the writer adds for that limit.
void checkFile(const Index& index) {
  const Bytes file = encoded(index);
  CHECK(opensWithinLimit(file));
  Parts parts = split(file);
  if (parts.sections.back().name != "PADD") return;
  parts.sections.pop_back();
  CHECK(!opensWithinLimit(join(parts)));
}

struct Shape {
  uint32_t nodes;
  uint32_t dimension;
  RotationKind rotation;
  uint32_t rows;
  uint32_t subspaces;
  uint32_t bits;
};

// An index that nobody built: all codes and centroids are zero.
Index hollow(const Shape& shape, Graph graph) {
  const bool learned = shape.rotation == RotationKind::kLearned;
  BuildParams params;
  params.rotation = shape.rotation;
  params.rows = shape.rows;
  params.subspaces = shape.subspaces;
  params.bits = shape.bits;
  params.prediction = Prediction::kNone;
  params.lengthBits = 0;
  std::vector<uint16_t> order;
  for (uint32_t i = 0; learned && i < shape.rows; ++i) order.push_back(static_cast<uint16_t>(i));
  Rotation rotation =
      learned ? Rotation(shape.dimension, std::vector<int8_t>(size_t{shape.rows} * shape.dimension, 1),
                         std::vector<float>(shape.rows, 0.1F), order)
              : Rotation::random(shape.dimension, params.seed);
  const uint32_t widest = learned ? shape.rows : widestSubspace(shape.subspaces, shape.rows);
  const Bytes codes(size_t{(shape.subspaces * shape.bits + 7) / 8} * shape.nodes);
  return Index{
      .params = params,
      .graph = std::move(graph),
      .quantizer = Quantizer(shape.subspaces, shape.bits, std::vector<float>(shape.dimension),
                             std::move(rotation), std::vector<int8_t>((size_t{1} << shape.bits) * widest),
                             std::vector<float>(learned ? shape.subspaces : 1, 1.0F)),
      .codes = CodeScan(codes, shape.subspaces, shape.bits),
      .lengths = Lengths()};
}

Graph withoutEdges(uint32_t nodes) {
  Graph graph;
  graph.offsets.assign(size_t{nodes} + 1, 0);
  return graph;
}

// Takes less than a bit an edge in a file.
Graph complete(uint32_t nodes) {
  Graph graph = withoutEdges(nodes);
  for (NodeId v = 0; v < nodes; ++v) {
    for (NodeId u = 0; u < nodes; ++u) {
      if (u != v) graph.targets.push_back(u);
    }
    graph.offsets[v + 1] = static_cast<uint32_t>(graph.targets.size());
  }
  return graph;
}

}  // namespace

TEST_CASE("memory: opening what was built") {
  const TestTable vectors = tableOf(clusteredVectors(3000, 32, 1), 32);
  for (const Preset preset : {Preset::kSmall, Preset::kBalanced, Preset::kAccurate}) {
    checkFile(buildIndex(vectors, {.M = 8, .efConstruction = 40, .preset = preset}));
  }
  checkFile(buildIndex(vectors, {.M = 24, .efConstruction = 40, .pruning = Pruning::kNone, .subspaces = 1}));
}

TEST_CASE("memory: a complete graph") {
  checkFile(hollow({1500, 8, RotationKind::kRandom, 8, 1, 4}, complete(1500)));
}

TEST_CASE("memory: a complete graph and saved vectors") {
  constexpr uint32_t kNodes = 1000, kDimension = 420;
  Index index = hollow({kNodes, kDimension, RotationKind::kRandom, kDimension, 1, 4}, complete(kNodes));
  for (NodeId id = 0; id < kNodes; ++id) index.cached.ids.push_back(id);
  index.cached.values.assign(size_t{kNodes} * kDimension, 0x3C00);
  checkFile(index);
}

TEST_CASE("memory: many nodes of next to nothing, all removed") {
  constexpr uint32_t kNodes = 1500000;
  Index index = hollow({kNodes, 1, RotationKind::kRandom, 1, 1, 4}, withoutEdges(kNodes));
  for (NodeId id = 0; id < kNodes; ++id) index.removed.insert(id);
  index.cached = {{5}, {0x3C00}};
  checkFile(index);
}

TEST_CASE("memory: words of many passages, few or none of them, or all the same") {
  constexpr uint32_t kNodes = 30000;
  Index index = hollow({kNodes, 1, RotationKind::kRandom, 1, 1, 4}, withoutEdges(kNodes));
  index.words = indexOf(WordDocuments(kNodes, {{}, {{{}, {}}}}));
  checkFile(index);
  index.words = indexOf(WordDocuments(kNodes, {{"a"}, {{{"b"}, {"c", "d", "c"}}}}));
  checkFile(index);
  WordDocuments documents(kNodes);
  for (uint32_t i = 0; i < kNodes; ++i) {
    documents[i] = {{}, {{{"b" + std::to_string(i % 2)}, {"c" + std::to_string(i)}}}};
  }
  index.words = indexOf(documents);
  checkFile(index);
}

TEST_CASE("memory: a few passages of many words") {
  Index index = hollow({2, 1, RotationKind::kRandom, 1, 1, 4}, withoutEdges(2));
  Words words;
  for (int i = 0; i < 60000; ++i) words.push_back("x" + std::to_string(i));
  index.words = indexOf({{{}, {{{}, words}}}, {{}, {{{}, {}}}}});
  checkFile(index);
}

TEST_CASE("memory: quantizers that are large beside their index") {
  checkFile(hollow({2, 768, RotationKind::kLearned, 384, 384, 8}, withoutEdges(2)));
  checkFile(hollow({1, 65535, RotationKind::kLearned, 20, 1, 8}, withoutEdges(1)));
  checkFile(hollow({1, 65535, RotationKind::kRandom, 65535, 65535, 8}, withoutEdges(1)));
  checkFile(hollow({17, 4096, RotationKind::kRandom, 4096, 1, 4}, withoutEdges(17)));
}
