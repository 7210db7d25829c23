#include "format/quantizer_section.h"

#include <cmath>
#include <cstring>
#include <vector>

#include "format/container.h"
#include "vector/vector_table.h"

namespace leann {
namespace {

// Added to entries of the matrix, -7 .. 7.
constexpr int kMatrixZero = 7;

std::vector<int8_t> signedBytes(std::span<const uint8_t> bytes) {
  std::vector<int8_t> values(bytes.size());
  if (!bytes.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

Result<Rotation> readRotation(ByteReader& in, uint32_t dimension, std::vector<float> scales,
                              std::vector<uint16_t> order) {
  const uint64_t count = uint64_t{scales.size()} * dimension;
  const std::span<const uint8_t> halves = in.raw((count + 1) / 2);
  std::vector<bool> dealt(order.size(), false);
  for (const uint16_t place : order) {
    if (place >= order.size() || dealt[place]) return corruptFile("two axes have the same place");
    dealt[place] = true;
  }
  std::vector<int8_t> values(static_cast<size_t>(count));
  for (size_t i = 0; i < values.size(); ++i) {
    const int value = (halves[i / 2] >> (i % 2 * 4) & 15) - kMatrixZero;
    if (value > kMatrixZero) return corruptFile("its rotation holds a number that is out of range");
    values[i] = static_cast<int8_t>(value);
  }
  return Rotation(dimension, std::move(values), std::move(scales), std::move(order));
}

}  // namespace

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

Result<Quantizer> readQuantizer(std::span<const uint8_t> bytes, const Parameters& p) {
  if (bytes.size() != quantizerSize(p.build, p.dimension))
    return corruptFile("its quantizer has the wrong length");
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
  if (!finite) return corruptFile("its quantizer holds a number that is not finite or out of range");
  Result<Rotation> rotation = learned ? readRotation(in, p.dimension, std::move(scales), std::move(order))
                                      : Rotation::random(p.dimension, p.build.seed);
  if (!rotation.ok()) return rotation.status();
  return Quantizer(p.build.subspaces, p.build.bits, std::move(mean), std::move(rotation.value()),
                   signedBytes(in.raw(bookValues(p.build))), std::move(bookScales));
}

}  // namespace leann
