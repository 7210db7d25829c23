#include "format/calibration_section.h"

#include "format/container.h"

namespace leann {
namespace {

constexpr float kLargestError = 1e12F;

}  // namespace

void writeCalibration(const Calibration& calibration, const Drift& drift, ByteWriter& out) {
  for (const float value : {calibration.bias, calibration.deviation, calibration.misses}) out.f32(value);
  out.u32(drift.built);
  for (const float value : {drift.builtError, drift.insertedError, drift.moved}) out.f32(value);
}

Result<Calibrated> readCalibration(std::span<const uint8_t> bytes, uint32_t nodes) {
  if (bytes.size() != kCalibrationSize) return corruptFile("its calibration has the wrong length");
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
  if (!inRange || read.drift.built > nodes) return corruptFile("its calibration is out of range");
  return read;
}

}  // namespace leann
