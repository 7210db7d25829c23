// The contents of an index file's sections, each written and read by itself; docs/format.md has their
// grammar. What is read is checked against its ranges and its own length. All errors: kCorrupt.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/origin.h"
#include "index/index.h"

namespace leann {

// PARM
inline constexpr size_t kParametersSize = 2 * 4 + 8 + 6 * 4 + 3 * 8;
struct Parameters {
  uint32_t nodes;
  uint32_t dimension;
  BuildParams build;
};
void writeParameters(const Index& index, ByteWriter& out);
Result<Parameters> readParameters(std::span<const uint8_t> bytes);

// QNTZ
uint64_t quantizerSize(const BuildParams& p, uint64_t dimension);
/// Values of all codebooks, a byte each.
uint64_t bookValues(const BuildParams& p);
void writeQuantizer(const Quantizer& q, ByteWriter& out);
Result<Quantizer> readQuantizer(std::span<const uint8_t> bytes, const Parameters& p);

// CODE
std::vector<uint8_t> codeBytes(const CodeScan& codes);

// LENG; 0 bytes where there are none
uint64_t lengthsSize(const BuildParams& p, uint32_t nodes);
void writeLengths(const Lengths& lengths, ByteWriter& out);
Result<Lengths> readLengths(std::span<const uint8_t> bytes, const Parameters& p);

// CALI
inline constexpr size_t kCalibrationSize = size_t{7} * 4;
struct Calibrated {
  Calibration calibration;
  Drift drift;
};
void writeCalibration(const Calibration& calibration, const Drift& drift, ByteWriter& out);
Result<Calibrated> readCalibration(std::span<const uint8_t> bytes, uint32_t nodes);

// CACH
void writeCached(const CachedVectors& cached, ByteWriter& out);
Result<CachedVectors> readCached(std::span<const uint8_t> bytes, const Parameters& p);

// DEAD
std::vector<uint8_t> writeRemoved(const Index& index);
Result<Removed> readRemoved(std::span<const uint8_t> bytes, uint32_t nodes);

// ORIG
void writeOrigin(const Origin& origin, ByteWriter& out);
Result<Origin> readOrigin(std::span<const uint8_t> bytes);

}  // namespace leann
