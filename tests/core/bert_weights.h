// Encoders with made-up weights, the same in tests/web/made-up-encoder.ts, and what they stand for in floats.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "encoder/scalar_kernel.h"
#include "encoder/weight_sections.h"

namespace leann::testing {

/// Sixteen bits at a time, so that all that follows is exact in floats.
class Made {
 public:
  float unit() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<float>(state_ >> 16) / 65536.0F;
  }
  float around(float middle, float width) { return middle + (unit() - 0.5F) * width; }

 private:
  uint32_t state_ = 1;
};

/// An encoder in a block of its own, which is as large as it has to be and no larger.
struct MadeEncoder {
  BertEncoder<ScalarKernel> encoder;
  WeightSections<ScalarKernel> sections;
  std::unique_ptr<uint8_t[]> memory;
  /// Of each dense layer, as they were before they were packed.
  std::vector<std::vector<int8_t>> weights;

  MadeEncoder(const BertShape& shape, uint32_t rows) {
    memory = std::make_unique<uint8_t[]>(static_cast<size_t>(lay(shape, rows, 0)) + Arena::kAlignment);
    const auto address = reinterpret_cast<uintptr_t>(memory.get());
    lay(shape, rows, upTo(Arena::kAlignment, address));
  }

  uint64_t lay(const BertShape& shape, uint32_t rows, uint64_t address) {
    Arena arena(address);
    encoder.place(arena, shape, rows);
    sections.place(arena, encoder);
    return arena.bytes();
  }

  static uint64_t upTo(uint64_t multiple, uint64_t value) {
    return (value + multiple - 1) / multiple * multiple;
  }

  /// Whether all were accepted.
  bool fill() {
    Made made;
    bool accepted = true;
    for (uint32_t number = 0; number < sections.count(); ++number) {
      const WeightSection section = sections.at(number);
      if (section.kind == WeightSectionKind::kFloats) {
        fillFloats(static_cast<float*>(section.address), section.bytes / 4, number, made);
      } else {
        auto* codes = static_cast<int8_t*>(section.address);
        for (uint32_t i = 0; i < section.bytes; ++i)
          codes[i] = static_cast<int8_t>(static_cast<int>(made.unit() * 127) - 63);
        if (section.kind == WeightSectionKind::kWeights) weights.emplace_back(codes, codes + section.bytes);
      }
      accepted = sections.accept(number) && accepted;
    }
    return accepted;
  }

  static void fillFloats(float* values, uint32_t count, uint32_t number, Made& made) {
    const uint32_t part = number < 6 ? 100 + number : (number - 6) % 20;
    for (uint32_t i = 0; i < count; ++i) values[i] = valueOf(part, made);
  }

  /// Of one section's floats.
  static float valueOf(uint32_t part, Made& made) {
    if (part == 100 || part == 102) return made.around(0x1p-9F, 0x1p-10F);   // scales of tokens and places
    if (part == 1) return made.around(0x1p-9F, 0x1p-9F);                     // of queries, keys, values
    if (part < 16 && part % 4 == 1) return made.around(0x1p-10F, 0x1p-10F);  // of other layers
    if (part < 16 && part % 4 == 0) return made.around(1.0F, 1.0F);          // factors
    if (part == 104 || part == 16 || part == 18) return made.around(1.0F, 0.25F);
    return made.around(0.0F, 0.25F);
  }

  void set(const std::vector<std::vector<int32_t>>& texts) {
    size_t at = 0;
    for (size_t text = 0; text < texts.size(); ++text) {
      std::copy(texts[text].begin(), texts[text].end(), encoder.ids + at);
      encoder.lengths[text] = static_cast<int32_t>(texts[text].size());
      at += texts[text].size();
    }
  }

  /// The vectors, one after the other; empty if the run was refused.
  std::vector<float> run(const std::vector<std::vector<int32_t>>& texts, Pooling pooling = Pooling::kMean) {
    set(texts);
    if (!encoder.run(static_cast<uint32_t>(texts.size()), pooling)) return {};
    return {encoder.vectors, encoder.vectors + texts.size() * encoder.shape.hidden};
  }
};

/// Some text of that many tokens.
inline std::vector<int32_t> madeText(uint32_t length, uint32_t number, const BertShape& shape) {
  std::vector<int32_t> ids(length);
  for (uint32_t i = 0; i < length; ++i)
    ids[i] = static_cast<int32_t>((7 * i + 13 * number) % shape.vocabulary);
  return ids;
}

}  // namespace leann::testing
