// The weights of an encoder in pieces, in the order of their file (docs/encoder.md).
#pragma once

#include <cstdint>

#include "encoder/bert_encoder.h"

namespace leann {

enum class WeightSectionKind : uint8_t {
  kFloats,   // f32, finite
  kCodes,    // i8
  kWeights,  // i8, -63 ... 63, row-major [outer][inner], to be packed
};

/// Where a section's bytes have to be written.
struct WeightSection {
  void* address;
  uint32_t bytes;
  WeightSectionKind kind;
};

/// Hands out sections one after the other, each to be filled and then accepted.
template <typename Kernel>
class WeightSections {
 public:
  /// `staging` holds the weights of the largest dense layer until they are packed.
  void place(Arena& arena, BertEncoder<Kernel>& encoder) {
    encoder_ = &encoder;
    const uint64_t hidden = encoder.shape.hidden;
    const uint64_t inner = encoder.shape.inner;
    staging_ = arena.take<int8_t>(hidden * (inner > 3 * hidden ? inner : 3 * hidden));
  }

  uint32_t count() const { return kBefore + kPerLayer * encoder_->shape.layers; }

  WeightSection at(uint32_t number) const {
    const BertShape& shape = encoder_->shape;
    switch (number) {
      case 0:
        return floats(encoder_->tokenScales, shape.vocabulary);
      case 1:
        return codes(encoder_->tokens, shape.vocabulary);
      case 2:
        return floats(encoder_->positionScales, shape.positions);
      case 3:
        return codes(encoder_->positions, shape.positions);
      case 4:
        return floats(encoder_->embeddedNorm.gain, shape.hidden);
      case 5:
        return floats(encoder_->embeddedNorm.bias, shape.hidden);
      default:
        break;
    }
    const BertLayer<Kernel>& layer = encoder_->layers[(number - kBefore) / kPerLayer];
    const uint32_t part = (number - kBefore) % kPerLayer;
    if (part < kPerDense * kDenseLayers) return ofDense(denseOf(number), part % kPerDense);
    switch (part - kPerDense * kDenseLayers) {
      case 0:
        return floats(layer.mixedNorm.gain, shape.hidden);
      case 1:
        return floats(layer.mixedNorm.bias, shape.hidden);
      case 2:
        return floats(layer.loweredNorm.gain, shape.hidden);
      default:
        return floats(layer.loweredNorm.bias, shape.hidden);
    }
  }

  /// Takes over a section that was filled. False if it has values that it may not
  /// have.
  bool accept(uint32_t number) {
    const WeightSection section = at(number);
    switch (section.kind) {
      case WeightSectionKind::kFloats:
        return areFinite(section);
      case WeightSectionKind::kCodes:
        return true;
      case WeightSectionKind::kWeights:
        break;
    }
    const bool last = (number - kBefore) % kPerLayer / kPerDense == kDenseLayers - 1;
    return denseOf(number).pack(staging_, last ? Input::kRaised : Input::kSymmetric);
  }

 private:
  static constexpr uint32_t kBefore = 6;
  static constexpr uint32_t kPerDense = 4;
  static constexpr uint32_t kDenseLayers = 4;
  static constexpr uint32_t kPerLayer = kPerDense * kDenseLayers + 4;

  static WeightSection floats(float* address, uint32_t number) {
    return {address, number * static_cast<uint32_t>(sizeof(float)), WeightSectionKind::kFloats};
  }

  WeightSection codes(int8_t* address, uint32_t rows) const {
    return {address, rows * encoder_->shape.hidden, WeightSectionKind::kCodes};
  }

  Dense<Kernel>& denseOf(uint32_t number) const {
    BertLayer<Kernel>& layer = encoder_->layers[(number - kBefore) / kPerLayer];
    switch ((number - kBefore) % kPerLayer / kPerDense) {
      case 0:
        return layer.joined;
      case 1:
        return layer.mixed;
      case 2:
        return layer.raised;
      default:
        return layer.lowered;
    }
  }

  WeightSection ofDense(const Dense<Kernel>& dense, uint32_t part) const {
    switch (part) {
      case 0:
        return floats(dense.factors, dense.inner());
      case 1:
        return floats(dense.scales, dense.outer());
      case 2:
        return floats(dense.bias, dense.outer());
      default:
        return {staging_, dense.inner() * dense.outer(), WeightSectionKind::kWeights};
    }
  }

  static bool areFinite(const WeightSection& section) {
    constexpr uint32_t kExponent = 0x7F800000;
    const auto* bits = static_cast<const uint32_t*>(section.address);
    for (uint32_t i = 0; i < section.bytes / sizeof(float); ++i) {
      if ((bits[i] & kExponent) == kExponent) return false;
    }
    return true;
  }

  BertEncoder<Kernel>* encoder_ = nullptr;
  int8_t* staging_ = nullptr;
};

}  // namespace leann
