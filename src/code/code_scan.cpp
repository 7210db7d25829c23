#include "code/code_scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#if defined(__wasm_simd128__)
#include <wasm_simd128.h>
#elif defined(__x86_64__)
#include <tmmintrin.h>
#endif

namespace leann {
namespace {

constexpr uint32_t kBlock = CodeScan::kBlock;
constexpr size_t kCentroids4 = 16;
constexpr size_t kCentroids8 = 256;
// Bytes of 4-bit codes that are summed in 16 bits before the sums are widened: 2 * 128 * 255 < 2^16.
constexpr uint32_t kStretch = 128;

// Scores as multiples of `step` above `base`: 16 for the low half of a code's first byte, 16 for its high
// half, and so on; zeros if the last byte has no high half. Sums of multiples stay below 2^24, so that
// they are exact as floats.
struct RoundedScores {
  float base;
  float step;
  std::vector<uint8_t> multiples;
};

RoundedScores roundScores(float base, std::span<const float> scores, uint32_t codeSize) {
  RoundedScores rounded{
      .base = base, .step = 0, .multiples = std::vector<uint8_t>(size_t{codeSize} * 2 * kCentroids4, 0)};
  float widest = 0;
  for (size_t j = 0; j < scores.size(); j += kCentroids4) {
    const auto [least, most] = std::minmax_element(scores.data() + j, scores.data() + j + kCentroids4);
    rounded.base += *least;
    widest = std::max(widest, *most - *least);
  }
  if (widest == 0) return rounded;
  rounded.step = widest / 255;
  for (size_t j = 0; j < scores.size(); j += kCentroids4) {
    const float least = *std::min_element(scores.data() + j, scores.data() + j + kCentroids4);
    for (size_t c = j; c < j + kCentroids4; ++c) {
      rounded.multiples[c] = static_cast<uint8_t>(std::floor((scores[c] - least) / widest * 255 + 0.5F));
    }
  }
  return rounded;
}

using Sums = uint32_t[kBlock];

// Adds the multiples of one block of 4-bit codes.
void sumBlockScalar(const uint8_t* block, uint32_t codeSize, const uint8_t* multiples, Sums& sums) {
  for (uint32_t i = 0; i < codeSize; ++i, block += kBlock, multiples += 2 * kCentroids4) {
    for (uint32_t v = 0; v < kBlock; ++v) {
      sums[v] += uint32_t{multiples[block[v] & 15U]} + multiples[kCentroids4 + (block[v] >> 4U)];
    }
  }
}

// The rest of a 4-bit block: from sums to distances.
void writeSums(const RoundedScores& scores, const Sums& sums, float* out) {
  for (uint32_t v = 0; v < kBlock; ++v) {
    out[v] = scores.base + scores.step * static_cast<float>(static_cast<int32_t>(sums[v]));
  }
}

// One block of 8-bit codes, node by node.
void addBlockScalar(const uint8_t* block, uint32_t subspaces, float base, const float* scores, float* out) {
  for (uint32_t v = 0; v < kBlock; ++v) {
    out[v] = base;
    for (uint32_t j = 0; j < subspaces; ++j) {
      out[v] += scores[j * kCentroids8 + block[size_t{j} * kBlock + v]];
    }
  }
}

// GCC and Clang vector extensions, as in distance.cpp.
using Floats = float __attribute__((vector_size(16)));

Floats gather(const float* scores, const uint8_t* index) {
  return Floats{scores[index[0]], scores[index[1]], scores[index[2]], scores[index[3]]};
}

// The same eight nodes at a time: enough sums at once to hide how long an addition takes.
void addBlock(const uint8_t* block, uint32_t subspaces, float base, const float* scores, float* out) {
  for (uint32_t v = 0; v < kBlock; v += 8) {
    Floats low = {base, base, base, base};
    Floats high = low;
    const uint8_t* index = block + v;
    const float* row = scores;
    for (uint32_t j = 0; j < subspaces; ++j, index += kBlock, row += kCentroids8) {
      low += gather(row, index);
      high += gather(row, index + 4);
    }
    std::memcpy(out + v, &low, sizeof low);
    std::memcpy(out + v + 4, &high, sizeof high);
  }
}

#if defined(__wasm_simd128__) || defined(__x86_64__)

using Bytes = uint8_t __attribute__((vector_size(16)));
using Words = uint16_t __attribute__((vector_size(16)));

// Looking up 16 bytes in a table of 16 is the one thing that vector extensions lack.
#if defined(__wasm_simd128__)
#define LEANN_LOOKUP_TARGET
bool hasLookup() { return true; }
inline Bytes lookup(Bytes table, Bytes index) {
  return (Bytes)wasm_i8x16_swizzle((v128_t)table, (v128_t)index);
}
#else
// No part of plain x86-64, though all but the oldest machines have it.
#define LEANN_LOOKUP_TARGET __attribute__((target("ssse3")))
bool hasLookup() { return __builtin_cpu_supports("ssse3") != 0; }
LEANN_LOOKUP_TARGET inline Bytes lookup(Bytes table, Bytes index) {
  return (Bytes)_mm_shuffle_epi8((__m128i)table, (__m128i)index);
}
#endif

inline Bytes load(const uint8_t* p) {
  Bytes v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

LEANN_LOOKUP_TARGET void sumBlock(const uint8_t* block, uint32_t codeSize, const uint8_t* multiples,
                                  Sums& sums) {
  for (uint32_t begin = 0; begin < codeSize; begin += kStretch) {
    const uint32_t end = std::min(codeSize, begin + kStretch);
    Words both{};  // of each pair of nodes: first + 256 * second, modulo 2^16
    Words second{};
    for (uint32_t i = begin; i < end; ++i, block += kBlock, multiples += 2 * kCentroids4) {
      const Bytes codes = load(block);
      const auto even = (Words)lookup(load(multiples), codes & 15);
      const auto odd = (Words)lookup(load(multiples + kCentroids4), codes >> 4);
      both += even + odd;
      second += (even >> 8) + (odd >> 8);
    }
    const Words first = both - (second << 8);
    for (size_t pair = 0; pair < kBlock / 2; ++pair) {
      sums[2 * pair] += first[pair];
      sums[2 * pair + 1] += second[pair];
    }
  }
}

#else

bool hasLookup() { return false; }
void sumBlock(const uint8_t* block, uint32_t codeSize, const uint8_t* multiples, Sums& sums) {
  sumBlockScalar(block, codeSize, multiples, sums);
}

#endif

}  // namespace

CodeScan::CodeScan(std::span<const uint8_t> codes, uint32_t subspaces, uint32_t bits)
    : subspaces_(subspaces), bits_(bits) {
  append(codes);
}

void CodeScan::append(std::span<const uint8_t> codes) {
  const auto count = static_cast<uint32_t>(codes.size() / codeSize());
  const size_t blockCount = (size_t{size_} + count + kBlock - 1) / kBlock;
  blocks_.resize(blockCount * codeSize() * kBlock, 0);
  const uint8_t* from = codes.data();
  for (uint32_t v = size_; v < size_ + count; ++v) {
    for (uint32_t i = 0; i < codeSize(); ++i) blocks_[position(v, i)] = *from++;
  }
  size_ += count;
}

template <auto SumBlock, auto AddBlock>
void CodeScan::scanBlocks(float base, std::span<const float> scores, std::span<float> out) const {
  const RoundedScores rounded = bits_ == 4 ? roundScores(base, scores, codeSize()) : RoundedScores{};
  const uint8_t* block = blocks_.data();
  for (uint32_t v = 0; v < size_; v += kBlock, block += size_t{codeSize()} * kBlock) {
    const uint32_t count = std::min(kBlock, size_ - v);
    float last[kBlock];
    float* distances = count == kBlock ? out.data() + v : last;
    if (bits_ == 4) {
      Sums sums{};
      SumBlock(block, codeSize(), rounded.multiples.data(), sums);
      writeSums(rounded, sums, distances);
    } else {
      AddBlock(block, subspaces_, base, scores.data(), distances);
    }
    if (distances == last) std::copy_n(last, count, out.data() + v);
  }
}

void CodeScan::scan(float base, std::span<const float> scores, std::span<float> out) const {
  if (hasLookup()) {
    scanBlocks<sumBlock, addBlock>(base, scores, out);
  } else {
    scanBlocks<sumBlockScalar, addBlock>(base, scores, out);
  }
}

void CodeScan::scanScalar(float base, std::span<const float> scores, std::span<float> out) const {
  scanBlocks<sumBlockScalar, addBlockScalar>(base, scores, out);
}

}  // namespace leann
