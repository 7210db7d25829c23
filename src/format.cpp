#include "format.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "bytes.h"
#include "graph_codec.h"
#include "half_float.h"
#include "range_coder.h"

namespace leann {
namespace {

constexpr size_t kParametersSize = 2 * 4 + 8 + 6 * 4 + 3 * 8;
constexpr size_t kCalibrationSize = size_t{7} * 4;  // and drift
constexpr size_t kLengthBounds = size_t{2} * 4;
// What is added to entries of the matrix, -7 .. 7.
constexpr int kMatrixZero = 7;
// Of what calibration and drift are measured in.
constexpr float kLargestError = 1e12F;
constexpr size_t kLongestText = 4096;

// The sections that this build knows; PADD holds zeros.
constexpr std::array<const char*, 10> kKnown = {"ORIG", "PARM", "GRPH", "QNTZ", "CODE",
                                                "LENG", "CALI", "DEAD", "CACH", "PADD"};

bool isKnown(const SectionName& name) {
  return std::any_of(kKnown.begin(), kKnown.end(),
                     [&](const char* known) { return sectionName(known) == name; });
}

Status corrupt(const std::string& reason) { return corruptFile(reason); }

// ---- parameters

struct Parameters {
  uint32_t nodes;
  uint32_t dimension;
  BuildParams build;
};

void writeParameters(const Index& index, ByteWriter& out) {
  const BuildParams& p = index.params;
  out.u32(index.size());
  out.u32(index.dimension());
  for (const uint32_t value :
       {static_cast<uint32_t>(p.metric), static_cast<uint32_t>(p.pruning), p.bits,
        static_cast<uint32_t>(*p.rotation), static_cast<uint32_t>(*p.prediction), *p.lengthBits,
        static_cast<uint32_t>(p.preset), static_cast<uint32_t>(p.numbering)}) {
    out.u8(static_cast<uint8_t>(value));
  }
  for (const uint32_t value : {p.M, p.efConstruction, p.hubLinks, p.links, p.rows, p.subspaces})
    out.u32(value);
  out.f64(p.hubFraction);
  out.f64(p.bytesPerPassage);
  out.u64(p.seed);
}

Result<Parameters> readParameters(std::span<const uint8_t> bytes) {
  if (bytes.size() != kParametersSize) return corrupt("its parameters have the wrong length");
  ByteReader in(bytes);
  Parameters result{};
  BuildParams& p = result.build;
  result.nodes = in.u32();
  result.dimension = in.u32();
  p.metric = static_cast<Metric>(in.u8());
  p.pruning = static_cast<Pruning>(in.u8());
  p.bits = in.u8();
  p.rotation = static_cast<RotationKind>(in.u8());
  p.prediction = static_cast<Prediction>(in.u8());
  p.lengthBits = in.u8();
  p.preset = static_cast<Preset>(in.u8());
  p.numbering = static_cast<Numbering>(in.u8());
  for (uint32_t* value : {&p.M, &p.efConstruction, &p.hubLinks, &p.links, &p.rows, &p.subspaces}) {
    *value = in.u32();
  }
  p.hubFraction = in.f64();
  p.bytesPerPassage = in.f64();
  p.seed = in.u64();
  if (result.nodes == 0) return corrupt("it says that it holds nothing");
  BuildParams asked = p;
  if (p.bytesPerPassage > 0) asked.subspaces = 0;  // it decided them
  if (const Status status = checkBuildParams(result.dimension, asked); !status.ok()) {
    return corrupt("a build parameter is out of its range");
  }
  if (p.bits == 0 || p.rows == 0 || p.subspaces == 0 || p.subspaces > p.rows) {
    return corrupt("its codes have an impossible shape");
  }
  return result;
}

// ---- quantizer

void writeQuantizer(const Quantizer& q, ByteWriter& out) {
  for (const float value : q.mean()) out.f32(value);
  for (const float value : q.rotation().scales()) out.f32(value);
  for (const uint16_t value : q.rotation().order()) out.u16(value);
  for (const float value : q.codebookScales()) out.f32(value);
  const std::span<const int8_t> matrix = q.rotation().values();
  for (size_t i = 0; i < matrix.size(); i += 2) {
    const int high = i + 1 < matrix.size() ? matrix[i + 1] + kMatrixZero : 0;
    out.u8(static_cast<uint8_t>((matrix[i] + kMatrixZero) | high << 4));
  }
  out.raw(q.codebooks());
}

std::vector<int8_t> signedBytes(std::span<const uint8_t> bytes) {
  std::vector<int8_t> values(bytes.size());
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

uint64_t bookValues(const BuildParams& p) {
  const bool learned = *p.rotation == RotationKind::kLearned;
  return (uint64_t{1} << p.bits) * (learned ? p.rows : widestSubspace(p.subspaces, p.rows));
}

uint64_t quantizerSize(const BuildParams& p, uint64_t dimension) {
  const bool learned = *p.rotation == RotationKind::kLearned;
  const uint64_t rows = p.rows;
  const uint64_t books = learned ? p.subspaces : 1;
  return 4 * (dimension + books) + bookValues(p) + (learned ? 6 * rows + (rows * dimension + 1) / 2 : 0);
}

Result<Rotation> readRotation(ByteReader& in, uint32_t dimension, std::vector<float> scales,
                              std::vector<uint16_t> order) {
  const uint64_t count = uint64_t{scales.size()} * dimension;
  const std::span<const uint8_t> halves = in.raw((count + 1) / 2);
  std::vector<bool> dealt(order.size(), false);
  for (const uint16_t place : order) {
    if (place >= order.size() || dealt[place]) return corrupt("two axes have the same place");
    dealt[place] = true;
  }
  std::vector<int8_t> values(static_cast<size_t>(count));
  for (size_t i = 0; i < values.size(); ++i) {
    const int value = (halves[i / 2] >> (i % 2 * 4) & 15) - kMatrixZero;
    if (value > kMatrixZero) return corrupt("its rotation holds a number that is out of range");
    values[i] = static_cast<int8_t>(value);
  }
  return Rotation(dimension, std::move(values), std::move(scales), std::move(order));
}

Result<Quantizer> readQuantizer(std::span<const uint8_t> bytes, const Parameters& p) {
  if (bytes.size() != quantizerSize(p.build, p.dimension))
    return corrupt("its quantizer has the wrong length");
  const bool learned = *p.build.rotation == RotationKind::kLearned;
  const uint64_t rows = learned ? p.build.rows : 0;
  ByteReader in(bytes);
  bool finite = true;
  // The bounds are what training can give at most, and keep every sum of products below overflow.
  const auto floats = [&](uint64_t count, float most) {
    std::vector<float> values(static_cast<size_t>(count));
    for (float& value : values) {
      value = in.f32();
      finite = finite && std::isfinite(value) && std::fabs(value) <= most;
    }
    return values;
  };
  std::vector<float> mean = floats(p.dimension, kLargestComponent);
  std::vector<float> scales = floats(rows, 1.0F);
  std::vector<uint16_t> order(static_cast<size_t>(rows));
  for (uint16_t& place : order) place = in.u16();
  std::vector<float> bookScales = floats(learned ? p.build.subspaces : 1, 100 * kLargestComponent);
  if (!finite) return corrupt("its quantizer holds a number that is not finite or out of range");
  Result<Rotation> rotation = learned ? readRotation(in, p.dimension, std::move(scales), std::move(order))
                                      : Rotation::random(p.dimension, p.build.seed);
  if (!rotation.ok()) return rotation.status();
  return Quantizer(p.build.subspaces, p.build.bits, std::move(mean), std::move(rotation.value()),
                   signedBytes(in.raw(bookValues(p.build))), std::move(bookScales));
}

// ---- codes and what goes with them

std::vector<uint8_t> codeBytes(const CodeScan& codes) {
  std::vector<uint8_t> bytes(size_t{codes.size()} * codes.codeSize());
  for (NodeId v = 0; v < codes.size(); ++v) codes.code(v, bytes.data() + size_t{v} * codes.codeSize());
  return bytes;
}

void writeLengths(const Lengths& lengths, ByteWriter& out) {
  if (lengths.empty()) return;
  out.f32(lengths.low());
  out.f32(lengths.high());
  out.raw(lengths.halves());
}

uint64_t lengthsSize(const BuildParams& p, uint32_t nodes) {
  return p.lengthBits == 4U ? kLengthBounds + Lengths::bytesFor(nodes) : 0;
}

// A factor beyond this bound would make estimates overflow.
constexpr float kLongest = 1e6F;

Result<Lengths> readLengths(std::span<const uint8_t> bytes, const Parameters& p) {
  if (bytes.size() != lengthsSize(p.build, p.nodes)) return corrupt("its lengths have the wrong size");
  if (bytes.empty()) return Lengths();
  ByteReader in(bytes);
  const float low = in.f32();
  const float high = in.f32();
  if (!(low >= 0 && low <= high && high <= kLongest)) return corrupt("its lengths are out of range");
  const std::span<const uint8_t> halves = in.raw(Lengths::bytesFor(p.nodes));
  if (p.nodes % 2 == 1 && halves.back() > 15) return corrupt("a half byte that is not used is not zero");
  return Lengths(low, high, p.nodes, {halves.begin(), halves.end()});
}

void writeCalibration(const Calibration& calibration, const Drift& drift, ByteWriter& out) {
  for (const float value : {calibration.bias, calibration.deviation, calibration.misses}) out.f32(value);
  out.u32(drift.built);
  for (const float value : {drift.builtError, drift.insertedError, drift.moved}) out.f32(value);
}

struct Calibrated {
  Calibration calibration;
  Drift drift;
};

Result<Calibrated> readCalibration(std::span<const uint8_t> bytes, uint32_t nodes) {
  if (bytes.size() != kCalibrationSize) return corrupt("its calibration has the wrong length");
  ByteReader in(bytes);
  Calibrated read;
  bool inRange = true;
  const auto number = [&](float least) {
    const float value = in.f32();
    inRange = inRange && value >= least && value <= kLargestError;
    return value;
  };
  read.calibration.bias = number(-kLargestError);
  read.calibration.deviation = number(0);
  read.calibration.misses = number(0);
  read.drift.built = in.u32();
  for (float* value : {&read.drift.builtError, &read.drift.insertedError, &read.drift.moved})
    *value = number(0);
  if (!inRange || read.drift.built > nodes) return corrupt("its calibration is out of range");
  return read;
}

void writeCached(const CachedVectors& cached, ByteWriter& out) {
  for (const NodeId id : cached.ids) out.u32(id);
  for (const uint16_t half : cached.values) out.u16(half);
}

Result<CachedVectors> readCached(std::span<const uint8_t> bytes, const Parameters& p) {
  const uint64_t entry = 4 + 2 * uint64_t{p.dimension};
  if (bytes.size() % entry != 0) return corrupt("its saved vectors have the wrong length");
  const auto count = static_cast<size_t>(bytes.size() / entry);
  ByteReader in(bytes);
  CachedVectors cached;
  cached.ids.resize(count);
  cached.values.resize(count * p.dimension);
  std::vector<bool> saved(p.nodes, false);
  for (NodeId& id : cached.ids) {
    id = in.u32();
    if (id >= p.nodes) return corrupt("a saved vector is of no node");
    if (saved[id]) return corrupt("two saved vectors are of the same node");
    saved[id] = true;
  }
  for (uint16_t& half : cached.values) {
    half = in.u16();
    if (!isFiniteHalf(half)) return corrupt("a saved vector holds NaN or infinity");
  }
  return cached;
}

// ---- removed nodes

// One adaptive bit a node.
std::vector<uint8_t> writeRemoved(const Index& index) {
  RangeEncoder encoder;
  AdaptiveBit removed;
  for (NodeId v = 0; v < index.size(); ++v) encoder.bit(removed, index.removed.contains(v) ? 1 : 0);
  return encoder.finish();
}

Result<Removed> readRemoved(std::span<const uint8_t> bytes, uint32_t nodes) {
  Removed result;
  RangeDecoder decoder(bytes);
  AdaptiveBit removed;
  for (NodeId v = 0; v < nodes; ++v) {
    if (decoder.bit(removed) == 1) result.insert(v);
  }
  if (!decoder.complete() || decoder.used() != bytes.size()) {
    return corrupt("its list of removed nodes has the wrong length");
  }
  if (result.count() == 0) return corrupt("it has a list of removed nodes, but none is removed");
  return result;
}

// ---- who made the file

void writeText(const std::string& text, ByteWriter& out) {
  const auto length = static_cast<uint16_t>(std::min(text.size(), kLongestText));
  out.u16(length);
  for (size_t i = 0; i < length; ++i) out.u8(static_cast<uint8_t>(text[i]));
}

void writeOrigin(const Origin& origin, ByteWriter& out) {
  writeText(origin.fingerprint, out);
  writeText(origin.dtype, out);
  writeText(origin.device, out);
  out.raw(origin.corpus);
}

Result<Origin> readOrigin(std::span<const uint8_t> bytes) {
  ByteReader in(bytes);
  Origin origin;
  for (std::string* text : {&origin.fingerprint, &origin.dtype, &origin.device}) {
    const uint16_t length = in.u16();
    if (length > kLongestText) return corrupt("a text about its origin is too long");
    const auto letters = in.raw(length);
    text->assign(letters.begin(), letters.end());
  }
  const auto corpus = in.raw(origin.corpus.size());
  if (in.failed() || in.left() != 0) return corrupt("what it says about its origin has the wrong length");
  std::copy(corpus.begin(), corpus.end(), origin.corpus.begin());
  return origin;
}

// ---- file

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
