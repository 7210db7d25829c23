// Where an index file keeps its checksums and sections: all that the fuzzer knows of docs/format.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace leann::fuzz {

using Bytes = std::vector<uint8_t>;

/// A stretch of a file.
struct Part {
  size_t at;
  size_t size;
};

/// The parts of a sound file: what comes before the sections, each section, which may be empty, and the
/// footer.
std::vector<Part> partsOf(const Bytes& file);

/// A sound file with other bytes in part `i`, and its new size in the table. Checksums stay as they are.
Bytes withPart(const Bytes& file, size_t i, std::span<const uint8_t> bytes);

/// Makes lengths and checksums of any bytes match what is there, so that the checks behind them are reached:
/// sections for which the file is too short are cut, and what is left over goes to the last one.
void restamp(Bytes& file);

}  // namespace leann::fuzz
