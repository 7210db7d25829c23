// Scanning all codes for one query: time with SIMD and without, by code and number of passages. Prints a
// Markdown table. Usage: bench_scan
#include <chrono>
#include <vector>

#include "base/random.h"
#include "code/code_scan.h"
#include "table.h"
#include "timing.h"

namespace leann::bench {
namespace {

struct Code {
  uint32_t subspaces;
  uint32_t bits;
};

constexpr Code kCodes[] = {
    {.subspaces = 32, .bits = 4}, {.subspaces = 48, .bits = 4}, {.subspaces = 64, .bits = 4},
    {.subspaces = 96, .bits = 4}, {.subspaces = 16, .bits = 8}, {.subspaces = 24, .bits = 8},
    {.subspaces = 32, .bits = 8},
};
constexpr uint32_t kWarmUp = 50;  // rounds not counted
constexpr uint32_t kRounds = 101;

// Called by pointer: V8 compiles a function again when it is entered again, so that one inlined into main
// would stay as slow as its first compilation.
using Scan = void (CodeScan::*)(float, std::span<const float>, std::span<float>) const;
constexpr Scan kScans[] = {&CodeScan::scan, &CodeScan::scanScalar};

void addRow(Table& table, const Code& code, uint32_t passages) {
  Random random(1);
  std::vector<uint8_t> codes(size_t{passages} * code.subspaces * code.bits / 8);
  for (uint8_t& byte : codes) byte = static_cast<uint8_t>(random.below(256));
  std::vector<float> scores(size_t{code.subspaces} << code.bits);
  for (float& score : scores) score = static_cast<float>(random.unit());
  std::vector<float> distances(passages);
  const CodeScan scan(codes, code.subspaces, code.bits);
  // Turn by turn, so that whatever else the machine does falls on both alike.
  std::vector<double> times[2];
  for (uint32_t round = 0; round < kWarmUp + kRounds; ++round) {
    for (size_t i = 0; i < 2; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      (scan.*kScans[i])(0, scores, distances);
      const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
      if (round >= kWarmUp) times[i].push_back(time.count());
    }
  }
  const double simd = median(times[0]);
  const double scalar = median(times[1]);
  table.row({std::to_string(code.subspaces) + " x " + std::to_string(code.bits) + " bit",
             std::to_string(passages), fixed(simd, 3), fixed(simd * 1e6 / passages, 2), fixed(scalar, 3),
             fixed(scalar * 1e6 / passages, 2), fixed(scalar / simd, 1)});
}

}  // namespace
}  // namespace leann::bench

int main() {
  using namespace leann::bench;
  Table table("Scanning codes",
              {"code", "passages", "SIMD: ms", "ns a passage", "scalar: ms", "ns a passage", "ratio"});
  for (const uint32_t passages : {10000U, 60000U}) {
    for (const Code& code : kCodes) addRow(table, code, passages);
  }
  table.print();
  return 0;
}
