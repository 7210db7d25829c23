#include "format/format.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/bytes.h"
#include "format/sections.h"
#include "graph/graph_codec.h"

namespace leann {
namespace {

// The sections that this build knows; PADD holds zeros.
constexpr std::array<const char*, 10> kKnown = {"ORIG", "PARM", "GRPH", "QNTZ", "CODE",
                                                "LENG", "CALI", "DEAD", "CACH", "PADD"};

bool isKnown(const SectionName& name) {
  return std::any_of(kKnown.begin(), kKnown.end(),
                     [&](const char* known) { return sectionName(known) == name; });
}

Status corrupt(const std::string& reason) { return corruptFile(reason); }

// What an open index holds in memory, but for less than a kilobyte and the saved vectors. Of the nine bytes
// of a node four are for the graph while it is read, and one is for sets of nodes.
uint64_t memoryOf(const BuildParams& p, uint64_t dimension, uint64_t nodes, uint64_t edges) {
  const bool learned = *p.rotation == RotationKind::kLearned;
  const uint64_t codeSize = (uint64_t{p.subspaces} * p.bits + 7) / 8;
  const uint64_t graph = 8 * edges + 9 * nodes;
  const uint64_t codes = (nodes + CodeScan::kBlock - 1) / CodeScan::kBlock * CodeScan::kBlock * codeSize;
  const uint64_t rotation = learned ? 5 * uint64_t{p.rows} * dimension : 12 * dimension;
  return graph + codes + lengthsSize(p, static_cast<uint32_t>(nodes)) + bookValues(p) + rotation +
         4 * dimension;
}

// The most that memoryOf may be, for a file of that many bytes: what opening one can cost is no more than
// four times what was downloaded, and a megabyte, a quarter of which is left for what is held for a moment
// only.
constexpr uint64_t kMemoryFactor = 4;
constexpr uint64_t kMemoryRoom = 3 << 18;

uint64_t memoryFor(uint64_t fileBytes) { return kMemoryFactor * fileBytes + kMemoryRoom; }

// Zeros that a file must have for that, which is none but for unusually dense graphs and wide codebooks.
uint64_t paddingOf(const BuildParams& p, uint32_t dimension, uint32_t nodes, GraphSize graph,
                   uint64_t fileBytes) {
  const uint64_t needed = memoryOf(p, dimension, nodes, graph.edges);
  const uint64_t room = memoryFor(fileBytes);
  return needed <= room ? 0 : (needed - room + kMemoryFactor - 1) / kMemoryFactor;
}

// Sections of a file without saved vectors, removed nodes and attachments: ORIG, PARM, GRPH, QNTZ, CODE,
// CALI.
constexpr size_t kSections = 6;

uint64_t sizeWithoutPadding(const BuildParams& params, uint32_t dimension, uint32_t nodes,
                            uint64_t graphBytes) {
  const uint64_t codes = (uint64_t{params.subspaces} * params.bits + 7) / 8 * nodes;
  const uint64_t lengths = lengthsSize(params, nodes);
  ByteWriter origin;
  writeOrigin({}, origin);
  return containerSize(kSections + (lengths > 0 ? 1 : 0)) + origin.size() + kParametersSize + graphBytes +
         quantizerSize(params, dimension) + codes + lengths + kCalibrationSize;
}

// What a section of the file holds; empty where it is not there.
std::span<const uint8_t> contentOf(const Container& file, const char* name) {
  const Section* section = file.find(name);
  return section == nullptr ? std::span<const uint8_t>{} : section->bytes;
}

Status checkSections(const Container& file) {
  for (const char* name : {"ORIG", "PARM", "GRPH", "QNTZ", "CODE", "CALI"}) {
    if (file.find(name) == nullptr) return corrupt(std::string("section ") + name + " is missing");
  }
  for (const Section& section : file.sections) {
    if (section.kind == SectionKind::kRequired && !isKnown(section.name)) {
      return unsupportedFile("it needs section " + std::string(section.name.begin(), section.name.end()) +
                             ", which this build does not know");
    }
    if (section.kind == SectionKind::kAttachment && isKnown(section.name)) {
      return corrupt("an attachment has the name of another section");
    }
  }
  return {};
}

Result<Container> readFile(std::span<const uint8_t> bytes) {
  Result<Container> file = readContainer(bytes);
  if (!file.ok()) return file.status();
  if (const Status status = checkSections(file.value()); !status.ok()) return status;
  return file;
}

Status checkAttachments(std::span<const Section> attachments) {
  const auto refuse = [](const Section& section, const char* reason) {
    return Status(
        ErrorCode::kInvalidArgument,
        "leann: cannot attach \"" + std::string(section.name.begin(), section.name.end()) + "\": " + reason);
  };
  if (attachments.size() + kKnown.size() > kMostSections) return refuse(attachments[0], "there are too many");
  for (size_t i = 0; i < attachments.size(); ++i) {
    if (isKnown(attachments[i].name)) return refuse(attachments[i], "the index has a section of that name");
    if (!isSectionName(attachments[i].name)) {
      return refuse(attachments[i], "a name has four capital letters or digits");
    }
    for (size_t j = 0; j < i; ++j) {
      if (attachments[i].name == attachments[j].name) return refuse(attachments[i], "it is there twice");
    }
  }
  return {};
}

}  // namespace

Result<std::vector<uint8_t>> encodeIndex(const Index& index, const Origin& origin,
                                         std::span<const Section> attachments) {
  return guarded("encode the index", [&]() -> Result<std::vector<uint8_t>> {
    if (const Status status = checkAttachments(attachments); !status.ok()) return status;
    ByteWriter made, parameters, quantizer, lengths, calibration, cached;
    writeOrigin(origin, made);
    writeParameters(index, parameters);
    writeQuantizer(index.quantizer, quantizer);
    writeLengths(index.lengths, lengths);
    writeCalibration(index.calibration, index.drift, calibration);
    writeCached(index.cached, cached);
    const std::vector<uint8_t> graph = encodeGraph(index.graph);
    const std::vector<uint8_t> codes = codeBytes(index.codes);
    const std::vector<uint8_t> removed =
        index.removed.count() > 0 ? writeRemoved(index) : std::vector<uint8_t>();

    Container file{origin.commit, {}};
    const auto add = [&](const char* name, SectionKind kind, std::span<const uint8_t> bytes) {
      file.sections.push_back({sectionName(name), kind, bytes});
    };
    add("ORIG", SectionKind::kRequired, made.bytes());
    add("PARM", SectionKind::kRequired, parameters.bytes());
    add("GRPH", SectionKind::kRequired, graph);
    add("QNTZ", SectionKind::kRequired, quantizer.bytes());
    add("CODE", SectionKind::kRequired, codes);
    if (lengths.size() > 0) add("LENG", SectionKind::kRequired, lengths.bytes());
    add("CALI", SectionKind::kRequired, calibration.bytes());
    if (!removed.empty()) add("DEAD", SectionKind::kRequired, removed);
    if (cached.size() > 0) add("CACH", SectionKind::kOptional, cached.bytes());
    file.sections.insert(file.sections.end(), attachments.begin(), attachments.end());

    const GraphSize size{graph.size(), index.graph.edges() / 2};
    const uint64_t padding =
        paddingOf(index.params, index.dimension(), index.size(), size,
                  sizeWithoutPadding(index.params, index.dimension(), index.size(), graph.size()));
    const std::vector<uint8_t> zeros(static_cast<size_t>(padding));
    if (padding > 0) add("PADD", SectionKind::kOptional, zeros);
    return writeContainer(file);
  });
}

Result<Index> decodeIndex(std::span<const uint8_t> bytes) {
  return guarded("open the index", [&]() -> Result<Index> {
    const Result<Container> read = readFile(bytes);
    if (!read.ok()) return read.status();
    const Container& file = read.value();
    const auto content = [&](const char* name) { return contentOf(file, name); };
    if (const Result<Origin> origin = readOrigin(content("ORIG")); !origin.ok()) return origin.status();
    const Result<Parameters> parameters = readParameters(content("PARM"));
    if (!parameters.ok()) return parameters.status();
    const Parameters& p = parameters.value();
    const uint64_t codeSize = (uint64_t{p.build.subspaces} * p.build.bits + 7) / 8;
    if (content("CODE").size() != codeSize * p.nodes) return corrupt("its codes have the wrong length");
    // Before anything large is made: whether the file is long enough for it. Saved vectors make room for no
    // more than themselves.
    const uint64_t room = memoryFor(bytes.size() - content("CACH").size());
    const uint64_t withoutEdges = memoryOf(p.build, p.dimension, p.nodes, 0);
    if (withoutEdges > room) return corrupt("it is too short for the memory that it would take");
    Result<Quantizer> quantizer = readQuantizer(content("QNTZ"), p);
    if (!quantizer.ok()) return quantizer.status();
    Result<Lengths> lengths = readLengths(content("LENG"), p);
    if (!lengths.ok()) return lengths.status();
    Result<Calibrated> calibration = readCalibration(content("CALI"), p.nodes);
    if (!calibration.ok()) return calibration.status();
    Result<CachedVectors> cached = readCached(content("CACH"), p);
    if (!cached.ok()) return cached.status();
    Removed removed;
    if (file.find("DEAD") != nullptr) {
      Result<Removed> list = readRemoved(content("DEAD"), p.nodes);
      if (!list.ok()) return list.status();
      removed = std::move(list.value());
    }
    Result<Graph> graph =
        decodeGraph(content("GRPH"), p.nodes, std::min<uint64_t>((room - withoutEdges) / 8, kMostEdges));
    if (!graph.ok()) return graph.status();
    return Index{p.build,
                 std::move(graph.value()),
                 std::move(quantizer.value()),
                 CodeScan(content("CODE"), p.build.subspaces, p.build.bits),
                 std::move(lengths.value()),
                 calibration.value().calibration,
                 std::move(cached.value()),
                 std::move(removed),
                 calibration.value().drift};
  });
}

Result<FileReport> describeFile(std::span<const uint8_t> bytes) {
  return guarded("read the index", [&]() -> Result<FileReport> {
    const Result<Container> read = readFile(bytes);
    if (!read.ok()) return read.status();
    const Container& file = read.value();
    FileReport report;
    Result<Origin> origin = readOrigin(contentOf(file, "ORIG"));
    if (!origin.ok()) return origin.status();
    report.origin = std::move(origin.value());
    report.origin.commit = file.commit;
    SizeReport& sizes = report.sizes;
    sizes.total = sizes.rest = bytes.size();
    const auto count = [&](const char* name, size_t& part) {
      part = contentOf(file, name).size();
      sizes.rest -= part;
    };
    count("GRPH", sizes.graph);
    count("CODE", sizes.codes);
    count("LENG", sizes.lengths);
    count("QNTZ", sizes.quantizer);
    count("CACH", sizes.cache);
    for (const Section& section : file.sections) {
      if (section.kind != SectionKind::kAttachment) continue;
      report.attachments.push_back(section);
      sizes.attachments += section.bytes.size();
      sizes.rest -= section.bytes.size();
    }
    return report;
  });
}

uint64_t fileSize(const BuildParams& params, uint32_t dimension, uint32_t nodes, GraphSize graph) {
  const uint64_t bytes = sizeWithoutPadding(params, dimension, nodes, graph.bytes);
  const uint64_t padding = paddingOf(params, dimension, nodes, graph, bytes);
  return bytes + (padding > 0 ? padding + containerSize(1) - containerSize(0) : 0);
}

Result<SizeReport> sizeReport(const Index& index) {
  return guarded("measure the index", [&]() -> Result<SizeReport> {
    const BuildParams& p = index.params;
    SizeReport report;
    report.graph = encodeGraph(index.graph).size();
    report.total = static_cast<size_t>(
        fileSize(p, index.dimension(), index.size(), {report.graph, index.graph.edges() / 2}));
    report.codes = size_t{index.size()} * index.quantizer.codeSize();
    report.lengths = static_cast<size_t>(lengthsSize(p, index.size()));
    report.quantizer = static_cast<size_t>(quantizerSize(p, index.dimension()));
    report.rest = report.total - report.graph - report.codes - report.lengths - report.quantizer;
    return report;
  });
}

}  // namespace leann
