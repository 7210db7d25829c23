#include "build/recoding.h"

#include <algorithm>
#include <cmath>

#include "base/neighbor.h"
#include "base/random.h"
#include "code/prediction.h"
#include "vector/distance.h"

namespace leann {
namespace {

constexpr uint32_t kMoveTrials = 32;  // queries that tell what moving adds to errors
constexpr uint32_t kNearest = 64;     // nodes of each that count

class Recoding {
 public:
  Recoding(const Index& index, const Encoder& old, const Graph& graph, std::span<const NodeId> kept)
      : index_(index),
        old_(old),
        graph_(graph),
        kept_(kept),
        encoder_(graph, index.quantizer, *index.params.prediction),
        lengths_(index.lengths.low(), index.lengths.high(), 0, {}),
        moved_(kept.size(), false),
        before_(index.quantizer.rows()),
        after_(index.quantizer.rows()) {}

  Recoded run() {
    codes_.resize(kept_.size() * index_.quantizer.codeSize());
    for (NodeId v = 0; v < kept_.size(); ++v) recode(v);
    const auto moved = static_cast<float>(squares_ / static_cast<double>(kept_.size()));
    const Calibration calibration = moved > 0 ? withMoved() : index_.calibration;
    return {.codes = std::move(codes_),
            .lengths = std::move(lengths_),
            .moved = moved,
            .calibration = calibration};
  }

 private:
  bool predictedAsBefore(NodeId v) const;
  void recode(NodeId v);
  Calibration withMoved() const;

  const Index& index_;
  const Encoder& old_;
  const Graph& graph_;
  std::span<const NodeId> kept_;
  Encoder encoder_;
  std::vector<uint8_t> codes_;
  Lengths lengths_;
  std::vector<bool> moved_;
  double squares_ = 0;
  std::vector<float> before_, after_;  // scratch
};

bool Recoding::predictedAsBefore(NodeId v) const {
  if (*index_.params.prediction == Prediction::kNone) return true;
  const std::span<const NodeId> before = earlierNeighbors(index_.graph, kept_[v]);
  const std::span<const NodeId> after = earlierNeighbors(graph_, v);
  return std::equal(before.begin(), before.end(), after.begin(), after.end(),
                    [&](NodeId a, NodeId b) { return a == kept_[b] && !moved_[b]; });
}

// All that is known of the vector is what the old code stood for. The code that comes nearest to it is mostly
// the old one; as the aim never moves, errors of predictions do not add up along the graph.
void Recoding::recode(NodeId v) {
  const NodeId old = kept_[v];
  uint8_t* code = codes_.data() + size_t{v} * index_.quantizer.codeSize();
  float factor = index_.lengths.at(old);
  if (predictedAsBefore(v)) {
    index_.codes.code(old, code);
    encoder_.adopt(code);
  } else {
    moved_[v] = true;
    old_.reconstructed().read(old, before_.data());
    encoder_.appendRotated(before_.data(), factor * factor * old_.squareOf(before_.data()));
    const uint32_t codeSize = index_.quantizer.codeSize();
    std::copy_n(encoder_.codes().data() + encoder_.codes().size() - codeSize, codeSize, code);
    factor = encoder_.lengthFactors().back();
    encoder_.reconstructed().read(v, after_.data());
    squares_ += static_cast<double>(squaredL2(before_.data(), after_.data(), index_.quantizer.rows()));
  }
  if (!index_.lengths.empty()) lengths_.append(factor);
}

// Tries queries halfway between two nodes, as calibrate() does, and takes what the old codes say for the
// truth. The new errors add to those of the old codes, and are independent of them.
Calibration Recoding::withMoved() const {
  const auto size = static_cast<uint32_t>(kept_.size());
  const uint32_t rows = index_.quantizer.rows();
  std::vector<float> mean(rows), query(rows), row(rows);
  index_.quantizer.rotation().apply(index_.quantizer.mean().data(), mean.data());
  Random random(index_.params.seed);
  double sum = 0, squares = 0;
  uint32_t count = 0;
  for (uint32_t i = 0; i < kMoveTrials; ++i) {
    old_.reconstructed().read(kept_[random.below(size)], query.data());
    old_.reconstructed().read(kept_[random.below(size)], row.data());
    for (uint32_t j = 0; j < rows; ++j) query[j] = (query[j] + row[j]) / 2;
    const float square = old_.squareOf(query.data());
    if (!(square > 0)) continue;
    const float length = std::sqrt(square);
    // The query is the mean and this; its product with the mean:
    const float base = old_.squareOf(query.data()) - dot(mean.data(), query.data(), rows) -
                       dot(query.data(), query.data(), rows);
    std::vector<float> whole = query;
    for (uint32_t j = 0; j < rows; ++j) whole[j] += mean[j];
    const auto estimate = [&](const Encoder& encoder, NodeId v, float factor) {
      encoder.reconstructed().read(v, row.data());
      return -(base + dot(whole.data(), row.data(), rows)) * factor / length;
    };
    std::vector<Neighbor> nearest;
    nearest.reserve(size);
    for (NodeId v = 0; v < size; ++v) nearest.push_back({estimate(encoder_, v, lengths_.at(v)), v});
    const size_t most = std::min<size_t>(kNearest, size);
    std::partial_sort(nearest.begin(), nearest.begin() + static_cast<std::ptrdiff_t>(most), nearest.end());
    for (size_t j = 0; j < most; ++j, ++count) {
      const NodeId old = kept_[nearest[j].id];
      const auto surprise =
          static_cast<double>(estimate(old_, old, index_.lengths.at(old)) - nearest[j].distance);
      sum += surprise;
      squares += surprise * surprise;
    }
  }
  Calibration result = index_.calibration;
  if (count == 0) return result;
  const double bias = sum / count;
  const auto deviation = static_cast<double>(result.deviation);
  result.bias += static_cast<float>(bias);
  result.deviation =
      static_cast<float>(std::sqrt(deviation * deviation + std::max(0.0, squares / count - bias * bias)));
  return result;
}

}  // namespace

Recoded recoded(const Index& index, const Encoder& old, const Graph& graph, std::span<const NodeId> kept) {
  return Recoding(index, old, graph, kept).run();
}

}  // namespace leann
