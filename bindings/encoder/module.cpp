// leann-encoder-*.wasm: one module a kernel, without the C library. web/encoder/ is the other side. Sizes are
// checked here, since they come from a file.
#include <cstddef>
#include <cstdint>

#include "encoder/bert_encoder.h"
#include "encoder/weight_sections.h"

#if defined(LEANN_KERNEL_RELAXED_SUM)
#include "encoder/relaxed_kernel.h"
using Kernel = leann::RelaxedKernel<true>;
#elif defined(LEANN_KERNEL_RELAXED_PAIRS)
#include "encoder/relaxed_kernel.h"
using Kernel = leann::RelaxedKernel<false>;
#elif defined(LEANN_KERNEL_PLAIN)
#include "encoder/plain_kernel.h"
using Kernel = leann::PlainKernel;
#else
#include "encoder/scalar_kernel.h"
using Kernel = leann::ScalarKernel;
#endif

#define LEANN_EXPORT(name) __attribute__((export_name("leann_encoder_" #name), used))

using namespace leann;

// Where the linker ends the module's own data.
extern "C" uint8_t __heap_base;

namespace {

constexpr uint64_t kPage = 65536;
constexpr uint64_t kMostBytes = uint64_t{1} << 32;

BertEncoder<Kernel> encoder;
WeightSections<Kernel> sections;

uint64_t place(uint64_t address, const BertShape& shape, uint32_t rows) {
  Arena arena(address);
  encoder.place(arena, shape, rows);
  sections.place(arena, encoder);
  return arena.bytes();
}

bool reserve(uint64_t bytes) {
  if (bytes > kMostBytes) return false;
  const uint64_t pages = (bytes + kPage - 1) / kPage;
  const uint64_t present = __builtin_wasm_memory_size(0);
  return pages <= present || __builtin_wasm_memory_grow(0, static_cast<size_t>(pages - present)) != SIZE_MAX;
}

}  // namespace

extern "C" {

/// Once a module. 0: done; 1: there is no such shape; 2: not enough memory. `rows`: most tokens of a run.
LEANN_EXPORT(open)
int open(uint32_t hidden, uint32_t heads, uint32_t inner, uint32_t layers, uint32_t vocabulary,
         uint32_t positions, float epsilon, uint32_t rows) {
  const BertShape shape = {hidden, heads, inner, layers, vocabulary, positions, epsilon};
  if (!shape.valid() || rows < positions || rows > kMostTokens) return 1;
  const uint64_t address = (reinterpret_cast<uintptr_t>(&__heap_base) + Arena::kAlignment - 1) /
                           Arena::kAlignment * Arena::kAlignment;
  if (!reserve(address + place(0, shape, rows))) return 2;
  place(address, shape, rows);
  return 0;
}

LEANN_EXPORT(sections) uint32_t sectionCount() { return sections.count(); }
LEANN_EXPORT(section) void* sectionAddress(uint32_t number) { return sections.at(number).address; }
LEANN_EXPORT(section_bytes) uint32_t sectionBytes(uint32_t number) { return sections.at(number).bytes; }
LEANN_EXPORT(accept) bool accept(uint32_t number) { return sections.accept(number); }

LEANN_EXPORT(ids) int32_t* ids() { return encoder.ids; }
LEANN_EXPORT(lengths) int32_t* lengths() { return encoder.lengths; }
LEANN_EXPORT(vectors) float* vectors() { return encoder.vectors; }
LEANN_EXPORT(run) bool run(uint32_t texts, uint32_t pooling) {
  return encoder.run(texts, pooling == 0 ? Pooling::kMean : Pooling::kFirst);
}
}
