// BERT in double precision, as written in the paper, with the weights of an encoder: what its integers stand
// for.
#pragma once

#include <cmath>
#include <vector>

#include "bert_weights.h"

namespace leann::testing {

class FloatBert {
 public:
  using Row = std::vector<double>;
  using Rows = std::vector<Row>;

  explicit FloatBert(const MadeEncoder& made) : made_(made), encoder_(made.encoder) {}

  Row embed(const std::vector<int32_t>& ids, Pooling pooling) const {
    const BertShape& shape = encoder_.shape;
    Rows states;
    for (size_t place = 0; place < ids.size(); ++place) {
      const auto token = static_cast<size_t>(ids[place]);
      Row state(shape.hidden);
      for (size_t i = 0; i < shape.hidden; ++i) {
        state[i] = encoder_.tokens[token * shape.hidden + i] * double{encoder_.tokenScales[token]} +
                   encoder_.positions[place * shape.hidden + i] * double{encoder_.positionScales[place]};
      }
      states.push_back(normalized(state, encoder_.embeddedNorm));
    }
    for (size_t i = 0; i < shape.layers; ++i) states = layer(states, i);
    Row sum(shape.hidden);
    const size_t count = pooling == Pooling::kMean ? ids.size() : 1;
    for (size_t t = 0; t < count; ++t) {
      for (size_t i = 0; i < shape.hidden; ++i) sum[i] += states[t][i] / static_cast<double>(count);
    }
    return sum;
  }

 private:
  Rows layer(const Rows& states, size_t number) const {
    const BertLayer<ScalarKernel>& layer = encoder_.layers[number];
    const Rows joined = dense(states, layer.joined, made_.weights[4 * number], false);
    Rows mixed = dense(attended(joined), layer.mixed, made_.weights[4 * number + 1], false);
    for (size_t t = 0; t < mixed.size(); ++t)
      mixed[t] = normalized(added(mixed[t], states[t]), layer.mixedNorm);
    Rows raised = dense(mixed, layer.raised, made_.weights[4 * number + 2], false);
    for (Row& row : raised) {
      for (double& value : row) value *= 0.5 * (1 + std::erf(value / std::sqrt(2.0)));
    }
    Rows out = dense(raised, layer.lowered, made_.weights[4 * number + 3], true);
    for (size_t t = 0; t < out.size(); ++t) out[t] = normalized(added(out[t], mixed[t]), layer.loweredNorm);
    return out;
  }

  /// `raised`: the weights see how far the input is above the least value of GELU.
  static Rows dense(const Rows& in, const Dense<ScalarKernel>& dense, const std::vector<int8_t>& weights,
                    bool raised) {
    Rows out;
    for (const Row& row : in) {
      Row sums(dense.outer());
      for (size_t o = 0; o < dense.outer(); ++o) {
        double sum = 0;
        for (size_t i = 0; i < dense.inner(); ++i) {
          const double input = row[i] - (raised ? double{kGeluLeast} : 0.0);
          sum += weights[o * dense.inner() + i] * input * double{dense.factors[i]};
        }
        sums[o] = sum * double{dense.scales[o]} + double{dense.bias[o]};
      }
      out.push_back(sums);
    }
    return out;
  }

  /// Scores are logarithms to base 2.
  Rows attended(const Rows& joined) const {
    const BertShape& shape = encoder_.shape;
    Rows out(joined.size(), Row(shape.hidden));
    for (size_t first = 0; first < shape.hidden; first += shape.headSize()) {
      for (size_t t = 0; t < joined.size(); ++t) {
        Row scores;
        for (const Row& other : joined) {
          double score = 0;
          for (size_t i = first; i < first + shape.headSize(); ++i)
            score += joined[t][i] * other[shape.hidden + i];
          scores.push_back(score);
        }
        double all = 0;
        for (const double score : scores) all += std::exp2(score);
        for (size_t u = 0; u < joined.size(); ++u) {
          for (size_t i = first; i < first + shape.headSize(); ++i) {
            out[t][i] += std::exp2(scores[u]) / all * joined[u][2 * shape.hidden + i];
          }
        }
      }
    }
    return out;
  }

  static Row added(const Row& a, const Row& b) {
    Row sum(a);
    for (size_t i = 0; i < a.size(); ++i) sum[i] += b[i];
    return sum;
  }

  Row normalized(const Row& row, const LayerNorm& norm) const {
    const auto width = static_cast<double>(row.size());
    double mean = 0;
    double variance = 0;
    for (const double value : row) mean += value / width;
    for (const double value : row) variance += (value - mean) * (value - mean) / width;
    Row out(row.size());
    for (size_t i = 0; i < row.size(); ++i) {
      out[i] = (row[i] - mean) / std::sqrt(variance + double{encoder_.shape.epsilon}) * double{norm.gain[i]} +
               double{norm.bias[i]};
    }
    return out;
  }

  const MadeEncoder& made_;
  const BertEncoder<ScalarKernel>& encoder_;
};

}  // namespace leann::testing
