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

  /// Of `rows` quantised rows, to rows of `outer` floats, `stride` from one to the next.
  [[gnu::noinline]] void multiply(const LeftRows<Kernel>& left, uint32_t rows, float* out,
                                  uint32_t stride) const {
    const Panels panels(rows);
    for (uint32_t column = 0; column < outer_; column += kTileColumns) {
      Ahead ahead(*this, column + kTileColumns, panels.count());
      uint32_t row = 0;
      for (uint32_t p = 0; p < panels.count(); ++p) {
        const uint32_t height = panels.heightOf(p);
        const LeftRows<Kernel> panel = {left.panels + static_cast<size_t>(row) * inner_, left.scales + row,
                                        left.excess + row};
        float* to = out + static_cast<size_t>(row) * stride + column;
        withRows(height, [&](auto count) { tile<decltype(count)::value>(panel, column, to, stride); });
        row += height;
        ahead.read();
      }
    }
  }

  // As in a file of weights.
  float* factors = nullptr;  // of the inputs, before they are quantised
  float* scales = nullptr;
  float* bias = nullptr;

 private:
  /// Reads the weights of the next columns bit by bit while those before are multiplied, so that they are in
  /// the processor's cache by then. With few rows there is no time for that.
  class Ahead {
   public:
    Ahead(const Dense& dense, uint32_t column, uint32_t panels) {
      if (column >= dense.outer_ || panels < kLeastPanels) return;
      at_ = dense.weights_ + static_cast<size_t>(column) * dense.inner_;
      left_ = kTileColumns * dense.inner_ / kLine;
      each_ = (left_ + panels - 1) / panels;
    }

    void read() {
      const uint32_t lines = each_ < left_ ? each_ : left_;
      left_ -= lines;
      for (uint32_t i = 0; i < lines; ++i, at_ += kLine) {
        static_cast<void>(*static_cast<const volatile typename Kernel::Weight*>(at_));
      }
    }

   private:
    static constexpr uint32_t kLeastPanels = 6;
    static constexpr uint32_t kLine = 64;

    const typename Kernel::Weight* at_ = nullptr;
    uint32_t left_ = 0;
    uint32_t each_ = 0;
  };

  template <uint32_t Rows>
  LEANN_INLINE void tile(const LeftRows<Kernel>& left, uint32_t column, float* out, uint32_t stride) const {
    Int4 sums[2 * Rows];
    Kernel::template timesWeights<Rows>(left.panels, weights_ + static_cast<size_t>(column) * inner_, inner_,
                                        sums);
    put<Rows, 0>(sums, left, column, out, stride);
    put<Rows, 1>(sums, left, column, out, stride);
  }

  /// One half of a tile. Which one is known when this is compiled, so that sums stay in registers.
  template <uint32_t Rows, uint32_t Half>
  LEANN_INLINE void put(const Int4* sums, const LeftRows<Kernel>& left, uint32_t column, float* out,
                        uint32_t stride) const {
    const float* rowScales = left.scales;
    const int32_t* excess = left.excess;
    const uint32_t first = column + kLaneCount * Half;
    const Float4 scale = loadFloats(scales + first);
    const Float4 shift = loadFloats(bias + first);
    const Int4 correction = loadIntegers(corrections_ + first);
    float* to = out + static_cast<size_t>(kLaneCount) * Half;
    for (uint32_t row = 0; row < Rows; ++row, to += stride) {
      Int4 sum = sums[2 * row + Half] + correction;
      if constexpr (Kernel::kOffset != 0) sum += everyLane(excess[row]);
      store(to, toFloats(sum) * (everyLane(rowScales[row]) * scale) + shift);
    }
  }

  uint32_t inner_ = 0;
  uint32_t outer_ = 0;
  typename Kernel::Weight* weights_ = nullptr;
  int32_t* corrections_ = nullptr;
};

}  // namespace leann
