// Training a quantiser on a sample of the vectors and on what the graph predicts of them.
#pragma once

#include "code/prediction.h"
#include "code/quantizer.h"
#include "graph/graph.h"
#include "vector/vector_table.h"

namespace leann {

/// Trains on at most 8,192 (4 bit) or 16,384 (8 bit) nodes drawn with the seed. While training, the
/// neighbours' own vectors stand in for their reconstructions, which do not exist yet, each with noise of the
/// size of a code's error: without it codes would be made for better predictions than they get.
Quantizer trainQuantizer(const VectorTable& vectors, const Graph& graph, Prediction prediction,
                         const QuantizerParams& params);

}  // namespace leann
