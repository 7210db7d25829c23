// The sizes of a BERT-shaped model, and which of them are taken.
#pragma once

#include <cstdint>

namespace leann {

/// Integers of 32 bits hold every sum for these sizes: 4,096 products of 8 bits by 7, and the weighted sum of
/// 1,024 values of 8 bits by shares of 14 bits that add up to less than 1,024 whole ones.
constexpr uint32_t kMostInner = 4096;
constexpr uint32_t kMostPositions = 1024;
constexpr uint32_t kMostLayers = 48;
constexpr uint32_t kMostTokens = 1U << 20;

/// As in a Hugging Face config.json.
struct BertShape {
  uint32_t hidden;      // values of a token's vector: 128, 192, ... 1024
  uint32_t heads;       // of hidden / heads = 32 or 64 values
  uint32_t inner;       // width of the layers between: a multiple of 64
  uint32_t layers;      // 1 ... 48
  uint32_t vocabulary;  // tokens
  uint32_t positions;   // most tokens of a text
  float epsilon;        // added to variances

  uint32_t headSize() const { return hidden / heads; }

  bool valid() const {
    const bool widths = hidden >= 128 && hidden <= 1024 && hidden % 64 == 0 && inner >= 64 &&
                        inner <= kMostInner && inner % 64 == 0;
    const bool split = heads > 0 && hidden % heads == 0 && (headSize() == 32 || headSize() == 64);
    return widths && split && layers > 0 && layers <= kMostLayers && vocabulary > 0 &&
           vocabulary <= kMostTokens && positions > 0 && positions <= kMostPositions && epsilon >= 0 &&
           epsilon < 1;
  }
};

}  // namespace leann
