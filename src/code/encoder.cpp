#include "code/encoder.h"

#include <algorithm>
#include <cmath>

#include "vector/distance.h"

namespace leann {

Encoder::Encoder(const Graph& graph, const Quantizer& quantizer, Prediction prediction)
    : graph_(graph),
      quantizer_(quantizer),
      prediction_(prediction),
      searches_(quantizer.searches()),
      rotatedMean_(quantizer.rows()),
      meanSquare_(dot(quantizer.mean().data(), quantizer.mean().data(), quantizer.dimension())),
      reconstructed_(quantizer.rows(), Metric::kL2),
      row_(quantizer.rows()),
      rotated_(quantizer.rows()),
      predicted_(quantizer.rows()),
      difference_(quantizer.rows()),
      code_(quantizer.codeSize()) {
  quantizer.rotation().apply(quantizer.mean().data(), rotatedMean_.data());
}

void Encoder::predict(NodeId v, float* out) {
  std::fill_n(out, quantizer_.rows(), 0.0F);
  if (prediction_ == Prediction::kNone) return;
  const std::span<const NodeId> neighbors = earlierNeighbors(graph_, v);
  const float weight = neighborWeight(neighbors.size());
  for (const NodeId u : neighbors) {
    reconstructed_.read(u, row_.data());
    for (uint32_t i = 0; i < quantizer_.rows(); ++i) out[i] += weight * row_[i];
  }
}

void Encoder::adopt(const CodeScan& codes) {
  reconstructed_.reserve(size() + codes.size());
  for (NodeId v = 0; v < codes.size(); ++v) {
    codes.code(v, code_.data());
    adopt(code_.data());
  }
}

void Encoder::adopt(const uint8_t* code) {
  predict(size(), predicted_.data());
  quantizer_.addDecoded(code, predicted_.data());
  reconstructed_.appendUnchecked(predicted_);
}

void Encoder::append(const float* vector) {
  const uint32_t dimension = quantizer_.dimension();
  const uint32_t rows = quantizer_.rows();
  quantizer_.rotate(vector, rotated_.data());
  appendRotated(rotated_.data(), dot(vector, vector, dimension));
  const float whole = squaredL2(vector, quantizer_.mean().data(), dimension);
  const float coded = dot(rotated_.data(), rotated_.data(), rows);
  errors_ += static_cast<double>(std::max(0.0F, whole - coded) +
                                 squaredL2(rotated_.data(), predicted_.data(), rows));
}

void Encoder::appendRotated(const float* rotated, float square) {
  const uint32_t rows = quantizer_.rows();
  predict(size(), predicted_.data());
  for (uint32_t i = 0; i < rows; ++i) difference_[i] = rotated[i] - predicted_[i];
  quantizer_.encode(searches_, difference_.data(), code_.data());
  codes_.insert(codes_.end(), code_.begin(), code_.end());
  quantizer_.addDecoded(code_.data(), predicted_.data());
  reconstructed_.appendUnchecked(predicted_);
  const float own = squareOf(predicted_.data());
  // At most what a file may hold.
  factors_.push_back(own > 0 ? std::min(std::sqrt(square / own), 1e6F) : 1.0F);
}

float Encoder::meanError() const {
  return factors_.empty() ? 0.0F : static_cast<float>(errors_ / static_cast<double>(factors_.size()));
}

float Encoder::squareOf(const float* reconstructed) const {
  const uint32_t rows = quantizer_.rows();
  return meanSquare_ + 2 * dot(rotatedMean_.data(), reconstructed, rows) +
         dot(reconstructed, reconstructed, rows);
}

}  // namespace leann
