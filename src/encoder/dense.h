// A dense layer: weights of 7 bits with one scale an output, packed for a kernel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "encoder/arena.h"
#include "encoder/left_rows.h"
#include "encoder/tile.h"

namespace leann {

/// Greatest magnitude of a weight.
constexpr int32_t kWeightPeak = 63;

enum class Activation : uint8_t { kNone, kGelu };
/// How the input is quantised. The bias of a layer with raised input undoes what kGeluLeast does to it.
enum class Input : uint8_t { kSymmetric, kRaised };

template <typename Kernel>
class Dense {
 public:
  void place(Arena& arena, uint32_t inner, uint32_t outer) {
    inner_ = inner;
    outer_ = outer;
    factors = arena.take<float>(inner);
    scales = arena.take<float>(outer);
    bias = arena.take<float>(outer);
    weights_ = arena.take<typename Kernel::Weight>(static_cast<uint64_t>(inner) * outer);
    corrections_ = arena.take<int32_t>(outer);
  }

  uint32_t inner() const { return inner_; }
  uint32_t outer() const { return outer_; }

  /// Takes over the weights, row-major [outer][inner]; scales and bias are there. False if a weight is out of
  /// range.
  bool pack(const int8_t* weights, Input input) {
    constexpr uint32_t kGroup = Kernel::kGroup;
    for (uint32_t o = 0; o < outer_; ++o) {
      const int8_t* row = weights + static_cast<size_t>(o) * inner_;
      typename Kernel::Weight* tile =
          weights_ + static_cast<size_t>(o / kTileColumns * kTileColumns) * inner_;
      int32_t sum = 0;
      for (uint32_t i = 0; i < inner_; ++i) {
        if (row[i] < -kWeightPeak || row[i] > kWeightPeak) return false;
        sum += row[i];
        tile[(i / kGroup * kTileColumns + o % kTileColumns) * kGroup + i % kGroup] =
            static_cast<typename Kernel::Weight>(row[i] + Kernel::kOffset);
      }
      corrections_[o] = input == Input::kRaised ? kRaise * sum : 0;
    }
    return true;
  }

  /// Of `rows` quantised rows, to rows of `outer` floats.
  template <Activation Then>
  [[gnu::noinline]] void multiply(const LeftRows<Kernel>& left, uint32_t rows, float* out) const {
    const Panels panels(rows);
    for (uint32_t column = 0; column < outer_; column += kTileColumns) {
      uint32_t row = 0;
      for (uint32_t p = 0; p < panels.count(); ++p) {
        const uint32_t height = panels.heightOf(p);
        const LeftRows<Kernel> panel = {left.panels + static_cast<size_t>(row) * inner_, left.scales + row,
                                        left.excess + row};
        float* to = out + static_cast<size_t>(row) * outer_ + column;
        withRows(height, [&](auto count) { tile<decltype(count)::value, Then>(panel, column, to); });
        row += height;
      }
    }
  }

  // As in a file of weights.
  float* factors = nullptr;  // of the inputs, before they are quantised
  float* scales = nullptr;
  float* bias = nullptr;

 private:
  template <uint32_t Rows, Activation Then>
  LEANN_INLINE void tile(const LeftRows<Kernel>& left, uint32_t column, float* out) const {
    Int4 sums[2 * Rows];
    Kernel::template timesWeights<Rows>(left.panels, weights_ + static_cast<size_t>(column) * inner_, inner_,
                                        sums);
    for (uint32_t half = 0; half < 2; ++half) {
      const uint32_t first = column + kLaneCount * half;
      const Float4 scale = loadFloats(scales + first);
      const Float4 shift = loadFloats(bias + first);
      const Int4 correction = loadIntegers(corrections_ + first);
      float* to = out + static_cast<size_t>(half) * kLaneCount;
      for (uint32_t row = 0; row < Rows; ++row) {
        const Int4 sum = sums[2 * row + half] + correction - everyLane(left.excess[row]);
        const Float4 value = toFloats(sum) * (everyLane(left.scales[row]) * scale) + shift;
        store(to + static_cast<size_t>(row) * outer_, Then == Activation::kGelu ? gelu(value) : value);
      }
    }
  }

  uint32_t inner_ = 0;
  uint32_t outer_ = 0;
  typename Kernel::Weight* weights_ = nullptr;
  int32_t* corrections_ = nullptr;
};

}  // namespace leann
