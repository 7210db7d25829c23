#include "format/file_size.h"

#include "base/bytes.h"
#include "code/code_scan.h"
#include "format/calibration_section.h"
#include "format/clusters_section.h"
#include "format/codes_section.h"
#include "format/container.h"
#include "format/lengths_section.h"
#include "format/origin_section.h"
#include "format/parameters_section.h"
#include "format/quantizer_section.h"
#include "format/terms_section.h"

namespace leann {
namespace {

constexpr uint64_t kMemoryFactor = 4;
constexpr uint64_t kMemoryRoom = 3 << 18;

// Sections of a file without lengths, words, clusters, saved vectors, removed nodes and attachments: ORIG,
// PARM, GRPH, QNTZ, CODE, CALI.
constexpr size_t kSections = 6;

uint64_t sizeWithoutPadding(const BuildParams& params, uint32_t dimension, uint32_t nodes,
                            uint64_t graphBytes, uint64_t wordBytes) {
  const uint64_t lengths = lengthsSize(params, nodes);
  ByteWriter origin;
  writeOrigin({}, origin);
  const uint64_t clusters = clustersSize(params.clusters, dimension);
  return containerSize(kSections + (lengths > 0 ? 1 : 0) + (wordBytes > 0 ? 1 : 0) + (clusters > 0 ? 1 : 0)) +
         wordBytes + clusters + origin.size() + kParametersSize + graphBytes +
         quantizerSize(params, dimension) + codesSize(params, nodes) + lengths + kCalibrationSize;
}

}  // namespace

// Of the nine bytes of a node four are for the graph while it is read, and one is for sets of nodes.
uint64_t memoryOf(const BuildParams& p, uint64_t dimension, uint64_t nodes, uint64_t edges) {
  const bool learned = *p.rotation == RotationKind::kLearned;
  const uint64_t graph = 8 * edges + 9 * nodes;
  const uint64_t blocks = (nodes + CodeScan::kBlock - 1) / CodeScan::kBlock;
  const uint64_t rotation = learned ? 5 * uint64_t{p.rows} * dimension : 12 * dimension;
  return graph + codesSize(p, blocks * CodeScan::kBlock) + lengthsSize(p, static_cast<uint32_t>(nodes)) +
         bookValues(p) + rotation + 4 * dimension + clustersSize(p.clusters, dimension);
}

uint64_t memoryFor(uint64_t fileBytes) { return kMemoryFactor * fileBytes + kMemoryRoom; }

uint64_t paddingFor(uint64_t memory, uint64_t fileBytes) {
  const uint64_t room = memoryFor(fileBytes);
  return memory <= room ? 0 : (memory - room + kMemoryFactor - 1) / kMemoryFactor;
}

uint64_t paddingOf(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph,
                   WordsSize words) {
  const uint64_t needed = memoryOf(params, dimension, nodes, graph.edges) + words.memory;
  return paddingFor(needed, sizeWithoutPadding(params, dimension, nodes, graph.bytes, words.bytes));
}

uint64_t fileSize(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph,
                  WordsSize words) {
  const uint64_t bytes = sizeWithoutPadding(params, dimension, nodes, graph.bytes, words.bytes);
  const uint64_t padding = paddingOf(params, dimension, nodes, graph, words);
  return bytes + (padding > 0 ? padding + containerSize(1) - containerSize(0) : 0);
}

Result<SizeReport> sizeReport(const Index& index, const WordIndex* words) {
  return guarded("measure the index", [&]() -> Result<SizeReport> {
    if (index.cut) return notWhole("measure the index");
    const BuildParams& p = index.params;
    SizeReport report;
    report.graph = encodeGraph(index.graph).size();
    WordsSize wordsSize;
    if (words != nullptr) {
      ByteWriter section;
      (void)writeWordsOrTerms(*words, section);
      report.words = section.size();
      wordsSize = sizeOf(*words, section.size());
    }
    report.total =
        static_cast<size_t>(fileSize(p, index.dimension(), index.size(),
                                     {.bytes = report.graph, .edges = index.graph.edges() / 2}, wordsSize));
    report.codes = size_t{index.size()} * index.quantizer.codeSize();
    report.lengths = static_cast<size_t>(lengthsSize(p, index.size()));
    report.quantizer = static_cast<size_t>(quantizerSize(p, index.dimension()));
    report.rest =
        report.total - report.graph - report.codes - report.lengths - report.quantizer - report.words;
    return report;
  });
}

}  // namespace leann
