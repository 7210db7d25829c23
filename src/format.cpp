#include "format.h"

#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "bytes.h"
#include "crc32c.h"
#include "graph_codec.h"
#include "half_float.h"

namespace leann {
namespace {

constexpr std::array<uint8_t, 8> kMagic = {'L', 'E', 'A', 'N', 'N', 'W', 'E', 'B'};
constexpr size_t kSections = 7;
constexpr size_t kTableEntry = 4 + 8 + 4;  // name, length, checksum
constexpr size_t kHeader =
    kMagic.size() + 4 + 8 + kSections * kTableEntry + 4;  // … and the header's own checksum

// Sections in the order in which they stand.
enum Section : size_t { kParameters, kGraph, kQuantizer, kCodes, kLengths, kCalibration, kCache };
constexpr std::array<const char*, kSections> kNames = {"PARM", "GRPH", "QNTZ", "CODE",
                                                       "LENG", "CALI", "CACH"};
constexpr size_t kParametersSize = 2 * 4 + 8 + 6 * 4 + 3 * 8;
constexpr size_t kCalibrationSize = size_t{3} * 4;
constexpr size_t kLengthBounds = size_t{2} * 4;
// What is added to entries of the matrix, -7 .. 7.
constexpr int kMatrixZero = 7;

using Sections = std::array<std::span<const uint8_t>, kSections>;

Status corrupt(const std::string& reason) {
  return {ErrorCode::kCorrupt, "leann: cannot open the index: " + reason};
}

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
  for (const uint32_t value : {static_cast<uint32_t>(p.metric), static_cast<uint32_t>(p.pruning), p.bits,
                               static_cast<uint32_t>(*p.rotation), static_cast<uint32_t>(*p.prediction),
                               *p.lengthBits, static_cast<uint32_t>(p.preset), 0U}) {
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
  const uint8_t unused = in.u8();
  for (uint32_t* value : {&p.M, &p.efConstruction, &p.hubLinks, &p.links, &p.rows, &p.subspaces}) {
    *value = in.u32();
  }
  p.hubFraction = in.f64();
  p.bytesPerPassage = in.f64();
  p.seed = in.u64();
  if (result.nodes == 0) return corrupt("it says that it holds nothing");
  if (unused != 0) return corrupt("a byte that is not used is not zero");
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

Result<Calibration> readCalibration(std::span<const uint8_t> bytes) {
  if (bytes.size() != kCalibrationSize) return corrupt("its calibration has the wrong length");
  ByteReader in(bytes);
  Calibration c;
  for (float* value : {&c.bias, &c.deviation, &c.misses}) {
    *value = in.f32();
    if (!std::isfinite(*value) || std::fabs(*value) > 1e12F)
      return corrupt("its calibration is out of range");
  }
  if (c.deviation < 0 || c.misses < 0) return corrupt("its calibration is out of range");
  return c;
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

// ---- file

// Splits the file into its sections after checking magic, version, lengths and all checksums.
Result<Sections> readSections(std::span<const uint8_t> bytes) {
  if (bytes.size() < kMagic.size() + 4 || std::memcmp(bytes.data(), kMagic.data(), kMagic.size()) != 0) {
    return corrupt("these bytes are no index of leann-web");
  }
  ByteReader in(bytes);
  in.raw(kMagic.size());
  if (const uint32_t version = in.u32(); version != kFormatVersion) {
    return Status(ErrorCode::kUnsupportedVersion, "leann: cannot open the index: its format version is " +
                                                      std::to_string(version) + ", this build reads " +
                                                      std::to_string(kFormatVersion));
  }
  if (bytes.size() < kHeader) return corrupt("it ends within its header");
  if (in.u64() != bytes.size()) return corrupt("its length is not the length that it was written with");
  std::array<uint64_t, kSections> lengths{};
  std::array<uint32_t, kSections> checksums{};
  for (size_t i = 0; i < kSections; ++i) {
    const auto name = in.raw(4);
    if (std::memcmp(name.data(), kNames[i], 4) != 0) return corrupt("a section is missing");
    lengths[i] = in.u64();
    checksums[i] = in.u32();
  }
  if (in.u32() != crc32c(bytes.first(kHeader - 4)))
    return corrupt("the checksum of its header does not match");
  Sections sections;
  for (size_t i = 0; i < kSections; ++i) {
    sections[i] = in.raw(lengths[i]);
    if (in.failed()) return corrupt(std::string("section ") + kNames[i] + " is longer than the file");
    if (crc32c(sections[i]) != checksums[i]) {
      return corrupt(std::string("the checksum of section ") + kNames[i] + " does not match");
    }
  }
  if (in.left() != 0) return corrupt("bytes follow its last section");
  return sections;
}

}  // namespace

Result<std::vector<uint8_t>> encodeIndex(const Index& index) {
  return guarded("encode the index", [&]() -> Result<std::vector<uint8_t>> {
    std::array<std::vector<uint8_t>, kSections> sections;
    ByteWriter parameters, quantizer;
    writeParameters(index, parameters);
    writeQuantizer(index.quantizer, quantizer);
    sections[kParameters] = std::move(parameters.bytes());
    sections[kGraph] = encodeGraph(index.graph);
    sections[kQuantizer] = std::move(quantizer.bytes());
    sections[kCodes] = codeBytes(index.codes);
    ByteWriter lengths, calibration, cached;
    writeLengths(index.lengths, lengths);
    for (const float value :
         {index.calibration.bias, index.calibration.deviation, index.calibration.misses}) {
      calibration.f32(value);
    }
    writeCached(index.cached, cached);
    sections[kLengths] = std::move(lengths.bytes());
    sections[kCalibration] = std::move(calibration.bytes());
    sections[kCache] = std::move(cached.bytes());

    ByteWriter out;
    uint64_t total = kHeader;
    for (const auto& section : sections) total += section.size();
    out.raw(kMagic);
    out.u32(kFormatVersion);
    out.u64(total);
    for (size_t i = 0; i < kSections; ++i) {
      for (size_t j = 0; j < 4; ++j) out.u8(static_cast<uint8_t>(kNames[i][j]));
      out.u64(sections[i].size());
      out.u32(crc32c(sections[i]));
    }
    out.u32(crc32c(out.bytes()));
    for (const auto& section : sections) out.raw(section);
    return std::move(out.bytes());
  });
}

Result<Index> decodeIndex(std::span<const uint8_t> bytes) {
  return guarded("open the index", [&]() -> Result<Index> {
    Result<Sections> sections = readSections(bytes);
    if (!sections.ok()) return sections.status();
    Result<Parameters> read = readParameters(sections.value()[kParameters]);
    if (!read.ok()) return read.status();
    const Parameters& p = read.value();
    const uint64_t codeSize = (uint64_t{p.build.subspaces} * p.build.bits + 7) / 8;
    if (sections.value()[kCodes].size() != codeSize * p.nodes)
      return corrupt("its codes have the wrong length");
    Result<Quantizer> quantizer = readQuantizer(sections.value()[kQuantizer], p);
    if (!quantizer.ok()) return quantizer.status();
    Result<Lengths> lengths = readLengths(sections.value()[kLengths], p);
    if (!lengths.ok()) return lengths.status();
    Result<Calibration> calibration = readCalibration(sections.value()[kCalibration]);
    if (!calibration.ok()) return calibration.status();
    Result<CachedVectors> cached = readCached(sections.value()[kCache], p);
    if (!cached.ok()) return cached.status();
    Result<Graph> graph = decodeGraph(sections.value()[kGraph], p.nodes);
    if (!graph.ok()) return graph.status();
    return Index{p.build,
                 std::move(graph.value()),
                 std::move(quantizer.value()),
                 CodeScan(sections.value()[kCodes], p.build.subspaces, p.build.bits),
                 std::move(lengths.value()),
                 calibration.value(),
                 std::move(cached.value())};
  });
}

uint64_t fileSize(const BuildParams& params, uint32_t dimension, uint32_t nodes, uint64_t graphBytes) {
  const uint64_t codes = (uint64_t{params.subspaces} * params.bits + 7) / 8 * nodes;
  return kHeader + kParametersSize + graphBytes + quantizerSize(params, dimension) + codes +
         lengthsSize(params, nodes) + kCalibrationSize;
}

Result<SizeReport> sizeReport(std::span<const uint8_t> bytes) {
  return guarded("measure the index", [&]() -> Result<SizeReport> {
    Result<Sections> sections = readSections(bytes);
    if (!sections.ok()) return sections.status();
    SizeReport report;
    report.total = bytes.size();
    report.graph = sections.value()[kGraph].size();
    report.codes = sections.value()[kCodes].size();
    report.quantizer = sections.value()[kQuantizer].size();
    report.lengths = sections.value()[kLengths].size();
    report.cache = sections.value()[kCache].size();
    report.rest =
        report.total - report.graph - report.codes - report.lengths - report.quantizer - report.cache;
    return report;
  });
}

Result<SizeReport> sizeReport(const Index& index) {
  return guarded("measure the index", [&]() -> Result<SizeReport> {
    const BuildParams& p = index.params;
    SizeReport report;
    report.graph = encodeGraph(index.graph).size();
    report.total = static_cast<size_t>(fileSize(p, index.dimension(), index.size(), report.graph));
    report.codes = size_t{index.size()} * index.quantizer.codeSize();
    report.lengths = static_cast<size_t>(lengthsSize(p, index.size()));
    report.quantizer = static_cast<size_t>(quantizerSize(p, index.dimension()));
    report.rest = report.total - report.graph - report.codes - report.lengths - report.quantizer;
    return report;
  });
}

}  // namespace leann
