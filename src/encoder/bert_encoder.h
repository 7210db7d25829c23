// An encoder of BERT's shape: token ids to one vector a text, in integers of 8 bits where it counts.
#pragma once

#include <cstddef>
#include <cstdint>

#include "encoder/arena.h"
#include "encoder/attention.h"
#include "encoder/bert_shape.h"
#include "encoder/dense.h"
#include "encoder/layer_norm.h"

namespace leann {

enum class Pooling : uint8_t { kMean = 0, kFirst = 1 };

template <typename Kernel>
struct BertLayer {
  Dense<Kernel> joined;  // queries, keys and values
  Dense<Kernel> mixed;   // after attention
  LayerNorm mixedNorm;
  Dense<Kernel> raised;   // before GELU
  Dense<Kernel> lowered;  // after it
  LayerNorm loweredNorm;
};

/// Weights are filled in by sections (encoder/weight_sections.h).
template <typename Kernel>
class BertEncoder {
 public:
  /// Lays everything out in one block. `rows`: most tokens of a run, at least `positions`. The shape is
  /// valid.
  void place(Arena& arena, const BertShape& sizes, uint32_t rows) {
    shape = sizes;
    rows_ = rows;
    const uint64_t hidden = shape.hidden;
    tokenScales = arena.take<float>(shape.vocabulary);
    tokens = arena.take<int8_t>(shape.vocabulary * hidden);
    positionScales = arena.take<float>(shape.positions);
    positions = arena.take<int8_t>(shape.positions * hidden);
    place(arena, embeddedNorm);
    for (uint32_t i = 0; i < shape.layers; ++i) {
      BertLayer<Kernel>& layer = layers[i];
      layer.joined.place(arena, shape.hidden, 3 * shape.hidden);
      layer.mixed.place(arena, shape.hidden, shape.hidden);
      layer.raised.place(arena, shape.hidden, shape.inner);
      layer.lowered.place(arena, shape.inner, shape.hidden);
      place(arena, layer.mixedNorm);
      place(arena, layer.loweredNorm);
    }
    attention_.place(arena, shape);
    const uint64_t widest = kBlockRows * uint64_t{shape.inner};
    left_.panels = arena.take<typename Kernel::Left>(rows * hidden > widest ? rows * hidden : widest);
    left_.scales = arena.take<float>(rows);
    left_.excess = arena.take<int32_t>(rows);
    states_ = arena.take<float>(rows * hidden);
    joined_ = arena.take<float>(uint64_t{attention_.stride()} * rows);
    attended_ = arena.take<float>(rows * hidden);
    mixed_ = arena.take<float>(rows * hidden);
    raised_ = arena.take<float>(uint64_t{kBlockRows} * raisedStride());
    ids = arena.take<int32_t>(rows);
    lengths = arena.take<int32_t>(rows);
    vectors = arena.take<float>(rows * hidden);
  }

  uint32_t rows() const { return rows_; }

  /// Embeds as many texts as `lengths` and `ids` hold, to a row of `vectors` each. False if a length or an id
  /// is out of range, or there are more tokens than rows. O(tokens · (layers · hidden · (hidden + inner) +
  /// longest · hidden)).
  bool run(uint32_t texts, Pooling pooling) {
    const uint32_t count = tokensOf(texts);
    if (count == 0) return false;
    embed(texts);
    normalizeRows(states_, nullptr, count, embeddedNorm);
    for (uint32_t i = 0; i < shape.layers; ++i) runLayer(layers[i], texts, count);
    const float* states = states_;
    for (uint32_t text = 0; text < texts; ++text) {
      const auto length = static_cast<uint32_t>(lengths[text]);
      pool(states, pooling == Pooling::kMean ? length : 1,
           vectors + static_cast<size_t>(text) * shape.hidden);
      states += static_cast<size_t>(length) * shape.hidden;
    }
    return true;
  }

  BertShape shape = {};
  // Weights, as in their file.
  float* tokenScales = nullptr;
  int8_t* tokens = nullptr;
  float* positionScales = nullptr;
  int8_t* positions = nullptr;
  LayerNorm embeddedNorm;
  BertLayer<Kernel> layers[kMostLayers];
  // What goes in and comes out.
  int32_t* ids = nullptr;
  int32_t* lengths = nullptr;
  float* vectors = nullptr;

 private:
  /// Tokens whose inner values are kept at a time: they stay in the processor's cache.
  static constexpr uint32_t kBlockRows = 96;

  uint32_t raisedStride() const { return unevenly(shape.inner); }

  /// Rows that are normalised side by side.
  static constexpr uint32_t kTogether = 4;

  void place(Arena& arena, LayerNorm& norm) {
    norm.gain = arena.take<float>(shape.hidden);
    norm.bias = arena.take<float>(shape.hidden);
  }

  /// 0 if they are not as they have to be.
  uint32_t tokensOf(uint32_t texts) const {
    if (texts > rows_) return 0;
    uint32_t count = 0;
    for (uint32_t text = 0; text < texts; ++text) {
      const auto length = static_cast<uint32_t>(lengths[text]);
      if (length == 0 || length > shape.positions || length > rows_ - count) return 0;
      for (uint32_t i = 0; i < length; ++i) {
        if (static_cast<uint32_t>(ids[count + i]) >= shape.vocabulary) return 0;
      }
      count += length;
    }
    return count;
  }

  void embed(uint32_t texts) {
    float* state = states_;
    const int32_t* id = ids;
    for (uint32_t text = 0; text < texts; ++text) {
      for (uint32_t place = 0; place < static_cast<uint32_t>(lengths[text]); ++place, ++id) {
        const auto token = static_cast<uint32_t>(*id);
        const int8_t* word = tokens + static_cast<size_t>(token) * shape.hidden;
        const int8_t* where = positions + static_cast<size_t>(place) * shape.hidden;
        for (uint32_t i = 0; i < shape.hidden; ++i) {
          state[i] = static_cast<float>(word[i]) * tokenScales[token] +
                     static_cast<float>(where[i]) * positionScales[place];
        }
        state += shape.hidden;
      }
    }
  }

  void runLayer(const BertLayer<Kernel>& layer, uint32_t texts, uint32_t count) {
    const uint32_t hidden = shape.hidden;
    quantizeRows(states_, count, hidden, layer.joined.factors, left_);
    layer.joined.multiply(left_, count, joined_, attention_.stride());
    size_t row = 0;
    for (uint32_t text = 0; text < texts; ++text) {
      const auto length = static_cast<uint32_t>(lengths[text]);
      attention_.run(joined_ + row * attention_.stride(), length, attended_ + row * hidden);
      row += length;
    }
    quantizeRows(attended_, count, hidden, layer.mixed.factors, left_);
    layer.mixed.multiply(left_, count, mixed_, hidden);
    normalizeRows(mixed_, states_, count, layer.mixedNorm);
    for (uint32_t done = 0; done < count;) {
      const uint32_t blocks = (count - done + kBlockRows - 1) / kBlockRows;
      const uint32_t rows = (count - done + blocks - 1) / blocks;
      const size_t first = static_cast<size_t>(done) * hidden;
      quantizeRows(mixed_ + first, rows, hidden, layer.raised.factors, left_);
      layer.raised.multiply(left_, rows, raised_, raisedStride());
      quantizeRaised(raised_, raisedStride(), rows, shape.inner, layer.lowered.factors, left_);
      layer.lowered.multiply(left_, rows, states_ + first, hidden);
      done += rows;
    }
    normalizeRows(states_, mixed_, count, layer.loweredNorm);
  }

  void normalizeRows(float* values, const float* added, uint32_t count, const LayerNorm& norm) const {
    const size_t hidden = shape.hidden;
    uint32_t row = 0;
    for (; row + kTogether <= count; row += kTogether) {
      const float* other = added == nullptr ? nullptr : added + row * hidden;
      normalize<kTogether>(values + row * hidden, other, shape.hidden, norm, shape.epsilon);
    }
    for (; row < count; ++row) {
      const float* other = added == nullptr ? nullptr : added + row * hidden;
      normalize<1>(values + row * hidden, other, shape.hidden, norm, shape.epsilon);
    }
  }

  void pool(const float* states, uint32_t count, float* out) const {
    const Float4 share = everyLane(1.0F / static_cast<float>(count));
    for (uint32_t i = 0; i < shape.hidden; i += kLaneCount) {
      Float4 sum = everyLane(0.0F);
      for (size_t t = 0; t < count; ++t) sum += loadFloats(states + t * shape.hidden + i);
      store(out + i, sum * share);
    }
  }

  uint32_t rows_ = 0;
  Attention<Kernel> attention_;
  LeftRows<Kernel> left_ = {};
  float* states_ = nullptr;
  float* joined_ = nullptr;
  float* attended_ = nullptr;
  float* mixed_ = nullptr;
  float* raised_ = nullptr;
};

}  // namespace leann
