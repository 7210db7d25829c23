// leann-encoder-maker.wasm: what takes long when the encoder's file is made of a model, without the C
// library. cli/model/maker.ts is the other side: it lays out the memory, and checks sizes.
#include <cstdint>

#include "encoder/float_products.h"
#include "encoder/joint_rounding.h"

#define LEANN_EXPORT(name) __attribute__((export_name("leann_maker_" #name), used))

// Where the linker ends the module's own data.
extern "C" uint8_t __heap_base;

extern "C" {

/// From here on, memory is the caller's.
LEANN_EXPORT(free) void* freeMemory() { return &__heap_base; }

LEANN_EXPORT(lanes) uint32_t roundedLanes() { return leann::kRoundedLanes; }

LEANN_EXPORT(multiply)
void multiply(uint32_t inner, uint32_t outer, uint32_t count, const float* weights, const float* bias,
              const float* rows, double* wide, float* out) {
  leann::multiplyFloats({inner, outer, weights, bias}, rows, count, wide, out);
}

LEANN_EXPORT(round)
void round(uint32_t inner, uint32_t outer, uint32_t tokens, int32_t most, const float* weights,
           const float* scales, const float* columns, const uint32_t* order, const double* believed,
           int8_t* codes, double* made) {
  leann::roundJointly({inner, outer, tokens, most, weights, scales, columns, order, believed, codes}, made);
}
}
