#include "format.h"

#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "bytes.h"
#include "crc32c.h"
#include "graph_codec.h"

namespace leann {
namespace {

constexpr std::array<uint8_t, 8> kMagic = {'L', 'E', 'A', 'N', 'N', 'W', 'E', 'B'};
constexpr size_t kSections = 4;
constexpr size_t kTableEntry = 4 + 8 + 4;  // name, length, checksum
constexpr size_t kHeader =
    kMagic.size() + 4 + 8 + kSections * kTableEntry + 4;  // … and the header's own checksum

// Sections in the order in which they stand.
enum Section : size_t { kParameters, kGraph, kQuantizer, kCodes };
constexpr std::array<const char*, kSections> kNames = {"PARM", "GRPH", "QNTZ", "CODE"};

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
  out.u8(static_cast<uint8_t>(p.metric));
  out.u8(static_cast<uint8_t>(p.pruning));
  out.u8(static_cast<uint8_t>(p.bits));
  out.u8(static_cast<uint8_t>(index.quantizer.rotation().kind()));
  for (const uint32_t value : {p.M, p.efConstruction, p.hubLinks, p.links, p.subspaces}) out.u32(value);
  out.f64(p.hubFraction);
  out.u64(p.seed);
}

Result<Parameters> readParameters(std::span<const uint8_t> bytes) {
  ByteReader in(bytes);
  Parameters result{};
  BuildParams& p = result.build;
  result.nodes = in.u32();
  result.dimension = in.u32();
  const uint8_t metric = in.u8();
  const uint8_t pruning = in.u8();
  p.bits = in.u8();
  const uint8_t rotation = in.u8();
  for (uint32_t* value : {&p.M, &p.efConstruction, &p.hubLinks, &p.links, &p.subspaces}) *value = in.u32();
  p.hubFraction = in.f64();
  p.seed = in.u64();
  if (in.failed() || in.left() != 0) return corrupt("its parameters have the wrong length");
  if (result.nodes == 0) return corrupt("it says that it holds nothing");
  if (result.dimension == 0 || result.dimension > 65535) return corrupt("its dimension is impossible");
  if (metric > 1) return corrupt("its metric is unknown");
  if (pruning > 3) return corrupt("its pruning is unknown");
  if (p.bits != 4 && p.bits != 8) return corrupt("its codes are of an unknown width");
  if (rotation > 1) return corrupt("its rotation is unknown");
  if (p.M < 2 || p.M > 512 || p.hubLinks < 2 || p.hubLinks > 512 || p.links < 1 || p.links > p.hubLinks ||
      p.efConstruction < 1 || p.efConstruction > 65535 || !(p.hubFraction >= 0 && p.hubFraction <= 1)) {
    return corrupt("a build parameter is out of its range");
  }
  if (p.subspaces < 1 || p.subspaces > result.dimension)
    return corrupt("its number of subspaces is impossible");
  p.metric = static_cast<Metric>(metric);
  p.pruning = static_cast<Pruning>(pruning);
  p.rotation = static_cast<RotationKind>(rotation);
  return result;
}

// ---- quantizer

void writeQuantizer(const Quantizer& q, ByteWriter& out) {
  for (const float value : q.mean()) out.f32(value);
  for (const float value : q.rotation().scales()) out.f32(value);
  for (const float value : q.codebookScales()) out.f32(value);
  out.raw(q.rotation().values());
  out.raw(q.codebooks());
}

std::vector<int8_t> signedBytes(std::span<const uint8_t> bytes) {
  std::vector<int8_t> values(bytes.size());
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

Result<Quantizer> readQuantizer(std::span<const uint8_t> bytes, const Parameters& p) {
  const bool learned = p.build.rotation == RotationKind::kLearned;
  const uint64_t d = p.dimension;
  const uint64_t books = learned ? p.build.subspaces : 1;
  const uint64_t centroids = uint64_t{1} << p.build.bits;
  const uint64_t bookValues = centroids * (learned ? d : widestSubspace(p.build.subspaces, p.dimension));
  if (bytes.size() != 4 * (d + books) + bookValues + (learned ? 4 * d + d * d : 0)) {
    return corrupt("its quantizer has the wrong length");
  }
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
  std::vector<float> mean = floats(d, kLargestComponent);
  std::vector<float> scales = floats(learned ? d : 0, 1.0F);
  std::vector<float> bookScales = floats(books, 100 * kLargestComponent);
  if (!finite) return corrupt("its quantizer holds a number that is not finite or out of range");
  Rotation rotation = learned ? Rotation(signedBytes(in.raw(d * d)), std::move(scales))
                              : Rotation::random(p.dimension, p.build.seed);
  return Quantizer(p.build.subspaces, p.build.bits, std::move(mean), std::move(rotation),
                   signedBytes(in.raw(bookValues)), std::move(bookScales));
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
    sections[kCodes] = index.codes;

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
    Result<Graph> graph = decodeGraph(sections.value()[kGraph], p.nodes);
    if (!graph.ok()) return graph.status();
    const auto codes = sections.value()[kCodes];
    return Index{
        p.build, std::move(graph.value()), std::move(quantizer.value()), {codes.begin(), codes.end()}};
  });
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
    report.rest = report.total - report.graph - report.codes - report.quantizer;
    return report;
  });
}

}  // namespace leann
