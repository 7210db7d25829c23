// Attention among the tokens of one text, in integers: queries of 8 bits with a scale a token, keys of 7 bits
// with a scale a head, shares of 14 bits, values of 8 bits with a scale a channel.
#pragma once

#include <cstddef>
#include <cstdint>

#include "encoder/arena.h"
#include "encoder/bert_shape.h"
#include "encoder/left_rows.h"
#include "encoder/softmax.h"
#include "encoder/tile.h"

namespace leann {

constexpr float kKeyPeak = 63.0F;
constexpr float kValuePeak = 127.0F;
constexpr uint32_t kMostHeadSize = 64;

constexpr uint32_t upTo(uint32_t multiple, uint32_t count) {
  return (count + multiple - 1) / multiple * multiple;
}

/// Memory for texts of at most `positions` tokens.
template <typename Kernel>
class Attention {
 public:
  void place(Arena& arena, const BertShape& shape) {
    shape_ = shape;
    const uint64_t tokens = upTo(kTileColumns, shape.positions);
    keys_ = arena.take<typename Kernel::Key>(tokens * shape.headSize());
    values_ = arena.take<typename Kernel::Value>(tokens * shape.headSize());
    queries_ = arena.take<typename Kernel::Left>(kTileRows * kMostHeadSize);
    shares_ = arena.take<typename Kernel::Left>(kTileRows * tokens);
    scores_ = arena.take<int32_t>(kTileRows * tokens);
    keyMeans_ = arena.take<float>(shape.hidden);
    valueScales_ = arena.take<float>(shape.hidden);
  }

  /// Floats from one row of queries, keys and values to the next.
  uint32_t stride() const { return unevenly(3 * shape_.hidden); }

  /// `joined`: rows of queries, keys and values, hidden floats each, `stride()` apart; queries are to be
  /// scaled so that scores are logarithms to base 2. `out`: rows of hidden floats. O(tokens^2 · hidden).
  [[gnu::noinline]] void run(const float* joined, uint32_t tokens, float* out) {
    measure(joined, tokens);
    for (uint32_t head = 0; head < shape_.heads; ++head) {
      const uint32_t first = head * shape_.headSize();
      const float keyScale = packKeys(joined + shape_.hidden + first, tokens, keyMeans_ + first);
      packValues(joined + 2 * static_cast<size_t>(shape_.hidden) + first, tokens, valueScales_ + first);
      const Panels panels(tokens);
      uint32_t row = 0;
      for (uint32_t p = 0; p < panels.count(); ++p) {
        const uint32_t height = panels.heightOf(p);
        attend({joined + static_cast<size_t>(row) * stride() + first, height, tokens}, keyScale,
               valueScales_ + first, out + static_cast<size_t>(row) * shape_.hidden + first);
        row += height;
      }
    }
  }

 private:
  /// Some tokens' queries of one head.
  struct Queries {
    const float* values;
    uint32_t rows;
    uint32_t tokens;  // of the text
  };

  /// Of each channel: the mean of its keys, which changes no share, and the scale of its values.
  void measure(const float* joined, uint32_t tokens) {
    const Float4 share = everyLane(1.0F / static_cast<float>(tokens));
    // Sixteen channels lie in one line of the processor's cache.
    constexpr uint32_t kTogether = 4;
    for (uint32_t c = 0; c < shape_.hidden; c += kTogether * kLaneCount) {
      const float* key = joined + shape_.hidden + c;
      const float* value = key + shape_.hidden;
      Float4 sums[kTogether] = {};
      Float4 peaks[kTogether] = {};
      for (uint32_t t = 0; t < tokens; ++t, key += stride(), value += stride()) {
        for (size_t i = 0; i < kTogether; ++i) {
          sums[i] += loadFloats(key + kLaneCount * i);
          peaks[i] = larger(peaks[i], magnitude(loadFloats(value + kLaneCount * i)));
        }
      }
      for (size_t i = 0; i < kTogether; ++i) {
        store(keyMeans_ + c + kLaneCount * i, sums[i] * share);
        const Int4 some = peaks[i] > everyLane(0.0F);
        const Float4 scale = peaks[i] * everyLane(1.0F / kValuePeak);
        store(valueScales_ + c + kLaneCount * i,
              fromBits(select(some, bitsOf(scale), bitsOf(everyLane(1.0F)))));
      }
    }
  }

  /// Returns their scale.
  float packKeys(const float* keys, uint32_t tokens, const float* means) {
    const uint32_t size = shape_.headSize();
    Float4 peak = everyLane(0.0F);
    for (uint32_t t = 0; t < tokens; ++t) {
      const float* key = keys + static_cast<size_t>(t) * stride();
      for (uint32_t i = 0; i < size; i += kLaneCount) {
        peak = larger(peak, magnitude(loadFloats(key + i) - loadFloats(means + i)));
      }
    }
    const float scale = scaleFor(largestOf(peak), kKeyPeak);
    const Float4 inverse = everyLane(1.0F / scale);
    for (uint32_t t = 0; t < upTo(kTileColumns, tokens); ++t) {
      typename Kernel::Key* tile = keys_ + static_cast<size_t>(t / kTileColumns * kTileColumns) * size;
      const float* key = keys + static_cast<size_t>(t) * stride();
      for (uint32_t i = 0; i < size; i += kLaneCount) {
        Int4 integers = everyLane(Kernel::kOffset);
        if (t < tokens) integers += rounded((loadFloats(key + i) - loadFloats(means + i)) * inverse);
        Kernel::putLeft(tile, kTileColumns, t % kTileColumns, i, integers);
      }
    }
    return scale;
  }

  void packValues(const float* values, uint32_t tokens, const float* scales) {
    const uint32_t height = upTo(kLaneCount, tokens);
    for (uint32_t c = 0; c < shape_.headSize(); c += kLaneCount) {
      const Float4 inverse = everyLane(1.0F) / loadFloats(scales + c);
      typename Kernel::Value* tile = values_ + static_cast<size_t>(c / kTileColumns * kTileColumns) * height;
      for (uint32_t t = 0; t < height; t += kLaneCount) {
        Int4 four[kLaneCount];
        for (uint32_t i = 0; i < kLaneCount; ++i) {
          four[i] = t + i < tokens
                        ? rounded(loadFloats(values + static_cast<size_t>(t + i) * stride() + c) * inverse)
                        : everyLane(0);
        }
        Kernel::putValues(tile, c % kTileColumns, t, four);
      }
    }
  }

  /// What some tokens attend to.
  void attend(const Queries& queries, float keyScale, const float* valueScales, float* out) {
    float scales[kTileRows];
    int32_t excess[kTileRows];
    putQueries(queries, scales, excess);
    const uint32_t width = upTo(kTileColumns, queries.tokens);
    withRows(queries.rows, [&](auto rows) { score<decltype(rows)::value>(queries.tokens, excess); });
    // Two rows a token leave room for half as many.
    const uint32_t most = Kernel::kShareRows == 1 ? queries.rows : (queries.rows + 1) / 2;
    for (uint32_t done = 0; done < queries.rows; done += most) {
      const uint32_t rows = queries.rows - done < most ? queries.rows - done : most;
      float inverses[kTileRows];
      for (uint32_t r = 0; r < rows; ++r) {
        inverses[r] = softmax<Kernel>(scores_ + static_cast<size_t>(done + r) * width, queries.tokens,
                                      scales[done + r] * keyScale, shares_, rows, r);
      }
      float* to = out + static_cast<size_t>(done) * shape_.hidden;
      withRows(rows, [&](auto count) {
        constexpr uint32_t kRows = decltype(count)::value;
        if constexpr (kRows * Kernel::kShareRows <= kTileRows) {
          average<kRows>(queries.tokens, inverses, valueScales, to);
        }
      });
    }
  }

  void putQueries(const Queries& queries, float* scales, int32_t* excess) {
    const uint32_t size = shape_.headSize();
    for (uint32_t r = 0; r < queries.rows; ++r) {
      const float* query = queries.values + static_cast<size_t>(r) * stride();
      Float4 peak = everyLane(0.0F);
      for (uint32_t i = 0; i < size; i += kLaneCount) peak = larger(peak, magnitude(loadFloats(query + i)));
      scales[r] = scaleFor(largestOf(peak), kLeftPeak);
      const Float4 inverse = everyLane(1.0F / scales[r]);
      Int4 sum = everyLane(0);
      for (uint32_t i = 0; i < size; i += kLaneCount) {
        const Int4 integers = rounded(loadFloats(query + i) * inverse);
        sum += integers;
        Kernel::putLeft(queries_, queries.rows, r, i, integers);
      }
      excess[r] = Kernel::kOffset * sumOf(sum);
    }
  }

  template <uint32_t Rows>
  LEANN_INLINE void score(uint32_t tokens, const int32_t* excess) {
    const uint32_t width = upTo(kTileColumns, tokens);
    for (uint32_t t = 0; t < width; t += kTileColumns) {
      Int4 sums[2 * Rows];
      Kernel::template timesKeys<Rows>(queries_, keys_ + static_cast<size_t>(t) * shape_.headSize(),
                                       shape_.headSize(), sums);
      for (uint32_t r = 0; r < Rows; ++r) {
        int32_t* to = scores_ + static_cast<size_t>(r) * width + t;
        store(to, sums[2 * r] - everyLane(excess[r]));
        store(to + kLaneCount, sums[2 * r + 1] - everyLane(excess[r]));
      }
    }
  }

  /// The values' mean by the shares.
  template <uint32_t Rows>
  LEANN_INLINE void average(uint32_t tokens, const float* inverses, const float* scales, float* out) {
    constexpr uint32_t kPerRow = 2 * Kernel::kShareRows;
    const uint32_t height = upTo(kLaneCount, tokens);
    for (uint32_t c = 0; c < shape_.headSize(); c += kTileColumns) {
      Int4 sums[kPerRow * Rows];
      Kernel::template timesValues<Rows * Kernel::kShareRows>(
          shares_, values_ + static_cast<size_t>(c) * height, height, sums);
      for (uint32_t half = 0; half < 2; ++half) {
        const Float4 scale = loadFloats(scales + (c + kLaneCount * half));
        for (uint32_t r = 0; r < Rows; ++r) {
          Int4 sum = sums[kPerRow * r + half];
          if constexpr (Kernel::kShareRows == 2) sum = (sum << 7) + sums[kPerRow * r + 2 + half];
          store(out + static_cast<size_t>(r) * shape_.hidden + (c + kLaneCount * half),
                toFloats(sum) * (everyLane(inverses[r]) * scale));
        }
      }
    }
  }

  BertShape shape_ = {};
  typename Kernel::Key* keys_ = nullptr;
  typename Kernel::Value* values_ = nullptr;
  typename Kernel::Left* queries_ = nullptr;
  typename Kernel::Left* shares_ = nullptr;
  int32_t* scores_ = nullptr;
  float* keyMeans_ = nullptr;
  float* valueScales_ = nullptr;
};

}  // namespace leann
