#include "trainer.h"

#include <algorithm>

#include "indexes.h"

namespace leann::bench {
namespace {

constexpr uint32_t kFirst = 20000;
constexpr uint32_t kPiece = 10000;
constexpr uint32_t kPieces = 2;
constexpr size_t kMost = size_t{16384} * kDimension;

}  // namespace

std::vector<Dataset> trainingPieces(const Dataset& data) {
  std::vector<Dataset> pieces;
  for (uint32_t begin = kFirst; begin < data.size() && pieces.size() < kPieces; begin += kPiece) {
    const uint32_t count = std::min(kPiece, data.size() - begin);
    pieces.emplace_back().vectors.assign(data.row(begin), data.row(begin) + size_t{count} * kDimension);
  }
  return pieces;
}

std::vector<float> roundedMean(const Index& index) {
  VectorTable table(kDimension, Metric::kInnerProduct);
  table.appendUnchecked(index.quantizer.mean());
  std::vector<float> rounded(kDimension);
  table.read(0, rounded.data());
  return rounded;
}

Index behind(const Quantizer& quantizer, const Index& index, const VectorTable& vectors,
             const BuildParams& params) {
  const std::span<const int8_t> books = quantizer.codebooks();
  const std::span<const float> scales = quantizer.codebookScales();
  BuildParams p = params;
  p.rotation = RotationKind::kLearned;
  p.rows = quantizer.rows();
  p.subspaces = quantizer.subspaces();
  p.bits = quantizer.bits();
  return indexWith(Quantizer(p.subspaces, p.bits, roundedMean(index), quantizer.rotation(),
                             {books.begin(), books.end()}, {scales.begin(), scales.end()}),
                   index.graph, vectors, p);
}

Trainer::Trainer(std::vector<Dataset> pieces, Prediction prediction) {
  std::vector<float>& all = sample_.differences;
  for (Dataset& piece : pieces) {
    const Graph graph = prediction == Prediction::kNone ? Graph{} : buildIndex(piece, {}).graph;
    Sample sample = drawSample(piece.table(), graph, prediction, kBits, 1);
    all.insert(all.end(), sample.differences.begin(), sample.differences.end());
    sample_.mean = std::move(sample.mean);
  }
  all.resize(std::min(kMost, all.size()));
}

const Quantizer& Trainer::quantizer(uint32_t codeBytes) {
  const auto known = trained_.find(codeBytes);
  if (known != trained_.end()) return known->second;
  const QuantizerParams params{
      .subspaces = codeBytes, .bits = kBits, .rotation = RotationKind::kLearned, .rows = kRows};
  return trained_.emplace(codeBytes, Quantizer::train(sample_.mean, sample_.differences, params))
      .first->second;
}

}  // namespace leann::bench
