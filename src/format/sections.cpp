#include "format/sections.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/half_float.h"
#include "base/range_coder.h"
#include "format/container.h"
#include "vector/vector_table.h"

namespace leann {
namespace {

// What is added to entries of the matrix, -7 .. 7.
constexpr int kMatrixZero = 7;
// A factor beyond this bound would make estimates overflow.
constexpr float kLongest = 1e6F;
// Of what calibration and drift are measured in.
constexpr float kLargestError = 1e12F;
constexpr size_t kLengthBounds = size_t{2} * 4;
constexpr size_t kLongestText = 4096;

Status corrupt(const std::string& reason) { return corruptFile(reason); }

}  // namespace

// ---- PARM

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

// ---- QNTZ

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

namespace {

std::vector<int8_t> signedBytes(std::span<const uint8_t> bytes) {
  std::vector<int8_t> values(bytes.size());
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

}  // namespace

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

namespace {

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

}  // namespace

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

// ---- CODE, LENG, CALI, CACH

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

// ---- DEAD

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

// ---- ORIG

namespace {

void writeText(const std::string& text, ByteWriter& out) {
  const auto length = static_cast<uint16_t>(std::min(text.size(), kLongestText));
  out.u16(length);
  for (size_t i = 0; i < length; ++i) out.u8(static_cast<uint8_t>(text[i]));
}

}  // namespace

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

}  // namespace leann
