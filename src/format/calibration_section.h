// CALI: how far codes err, and how far they have drifted since they were trained.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/status.h"
#include "index/calibration.h"
#include "index/drift.h"

namespace leann {

inline constexpr size_t kCalibrationSize = size_t{7} * 4;

struct Calibrated {
  Calibration calibration;
  Drift drift;
};

void writeCalibration(const Calibration& calibration, const Drift& drift, ByteWriter& out);
/// Errors: kCorrupt.
Result<Calibrated> readCalibration(std::span<const uint8_t> bytes, uint32_t nodes);

}  // namespace leann
