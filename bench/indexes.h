// Indexes and graphs to measure: built as the package does, or from parts of other kinds.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "dataset.h"
#include "format/format.h"
#include "graph/hnsw.h"
#include "graph/pruning.h"
#include "index/index.h"

namespace leann::bench {

/// The value; ends the program with the message if there is none.
template <typename T>
T orExit(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.status().message().c_str());
    std::exit(1);
  }
  return std::move(result.value());
}

/// Of all vectors of the dataset, as the package builds it; the dataset is renumbered as the index is.
Index buildIndex(Dataset& data, const BuildParams& params);

/// The same from a graph that is there already: trains, encodes and calibrates. A directed graph will do
/// if `params` ask for no prediction.
Index indexOver(Graph graph, const VectorTable& vectors, const BuildParams& params);

/// The same with a quantizer from elsewhere, of whose rotation, rows, subspaces and bits `params` speak too.
Index indexWith(Quantizer quantizer, Graph graph, const VectorTable& vectors, const BuildParams& params);

/// As indexOver, null if params.bytesPerPassage are too few.
std::shared_ptr<const Index> affordable(const Graph& graph, const VectorTable& vectors,
                                        const BuildParams& params);

/// Bytes of its file.
SizeReport sizeOf(const Index& index);
inline double bytesAPassage(const Index& index) {
  return static_cast<double>(sizeOf(index).total) / index.size();
}

/// Level 0 of HNSW, and what its nodes would have chosen if they might.
struct FirstPass {
  Graph graph;
  Choices choices;
};

FirstPass firstPass(const VectorTable& vectors, uint32_t M, uint32_t choices);

/// LEANN, Algorithm 3.
Graph hubPreserving(const VectorTable& vectors, const FirstPass& first, const HubParams& params);

/// HNSW with the M, and the cap on its lists, whose graph has about the mean out-degree asked for.
Graph smallM(const VectorTable& vectors, double degree);

inline double meanDegree(const Graph& graph) { return static_cast<double>(graph.edges()) / graph.size(); }

}  // namespace leann::bench
