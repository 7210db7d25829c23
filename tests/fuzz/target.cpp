// Coverage-guided fuzzing (libFuzzer): every input is a damaged file with checksums that match, so that all
// that stands behind them is explored. Begins with the samples; a corpus folder is not needed, but kept.
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "damage.h"
#include "mutation.h"
#include "verdict.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace {

using namespace leann;
using namespace leann::fuzz;

constexpr size_t kLeast = 200;  // bytes; anything shorter is replaced by a sample
constexpr uint32_t kRestartEvery = 256;

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all = makeSamples();
  return all;
}

size_t store(const Bytes& file, uint8_t* data, size_t most) {
  const size_t size = std::min(file.size(), most);
  std::memcpy(data, file.data(), size);
  return size;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const Sample& sample = samples()[size % samples().size()];
  const Verdict verdict = judge(Bytes(data, data + size), sample.rows, sample.dimension, size % 16 == 0);
  if (verdict.outcome != Outcome::kBroken) return 0;
  std::fprintf(stderr, "leann: %s\n", verdict.reason.c_str());
  std::abort();
}

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  Random random(seed);
  const Sample& sample = samples()[random.below(samples().size())];
  if (size < kLeast || random.below(kRestartEvery) == 0) return store(sample.file, data, most);
  // The engine's own mutations know which bytes the code compares with; ours know where the parts are.
  if (random.below(2) == 0) {
    size = LLVMFuzzerMutate(data, size, most);
    Bytes file(data, data + size);
    restamp(file);
    return store(file, data, most);
  }
  Bytes file(data, data + size);
  // Of a damaged file the parts may be anywhere: those that it says, as far as they are there.
  changeBytes(file, {{0, file.size()}}, random);
  restamp(file);
  return store(file, data, most);
}

extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* first, size_t firstSize, const uint8_t* second,
                                            size_t secondSize, uint8_t* out, size_t most, unsigned seed) {
  Random random(seed);
  const size_t at = random.below(std::min(firstSize, secondSize) + 1);
  Bytes file(first, first + at);
  file.insert(file.end(), second + at, second + secondSize);
  restamp(file);
  return store(file, out, most);
}
