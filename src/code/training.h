// Training a quantiser on a sample of the vectors and on what the graph predicts of them.
#pragma once

#include <cstdint>
#include <vector>

#include "code/prediction.h"
#include "code/quantizer.h"
#include "graph/graph.h"
#include "vector/vector_table.h"

namespace leann {

/// What a quantizer is trained on.
struct Sample {
  std::vector<float> mean;         // of the vectors
  std::vector<float> differences;  // rows of dimension: what codes have to tell of some of them
};

/// At most 8,192 (4 bit) or 16,384 (8 bit) nodes drawn with the seed. The neighbours' own vectors stand in
/// for their reconstructions, which do not exist yet, each with noise of the size of a code's error: without
/// it codes would be made for better predictions than they get.
Sample drawSample(const VectorTable& vectors, const Graph& graph, Prediction prediction, uint32_t bits,
                  uint64_t seed);

/// Trains on such a sample.
Quantizer trainQuantizer(const VectorTable& vectors, const Graph& graph, Prediction prediction,
                         const QuantizerParams& params);

}  // namespace leann
