// Turns vectors into codes, node by node, each predicted from what is known of its earlier neighbours.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "code/code_scan.h"
#include "code/prediction.h"
#include "code/quantizer.h"
#include "graph/graph.h"
#include "vector/vector_table.h"

namespace leann {

/// Holds the reconstructions of all nodes so far, as int8 rows in rotated coordinates: rows + 8 bytes a node.
class Encoder {
 public:
  /// All of these must outlive it. `graph`: undirected.
  Encoder(const Graph& graph, const Quantizer& quantizer, Prediction prediction);

  /// Takes over nodes that were encoded before, as nodes size(), size() + 1, …
  void adopt(const CodeScan& codes);
  /// The same of one node: codeSize() bytes.
  void adopt(const uint8_t* code);

  /// Encodes the next node, `dimension` floats. O(centroids * rows + rows * dimension).
  void append(const float* vector);
  /// The same of a vector that is known by its rotated coordinates (rows floats, the mean taken off) and the
  /// square of its length.
  void appendRotated(const float* rotated, float square);

  uint32_t size() const { return reconstructed_.size(); }
  /// Of the nodes that were appended, codeSize() bytes each.
  const std::vector<uint8_t>& codes() const { return codes_; }
  /// Of the nodes that were appended: the vector's length / the reconstruction's; see Lengths.
  const std::vector<float>& lengthFactors() const { return factors_; }
  /// Of the nodes that were appended by their vectors: the mean of |vector - reconstruction|^2, coordinates
  /// that are not coded included; 0 if there are none.
  float meanError() const;
  /// The square of the length of a reconstruction, given less the mean and in rotated coordinates.
  float squareOf(const float* reconstructed) const;
  /// The vectors that the codes stand for, less the mean, in rotated coordinates.
  const VectorTable& reconstructed() const { return reconstructed_; }

 private:
  void predict(NodeId v, float* out);

  const Graph& graph_;
  const Quantizer& quantizer_;
  Prediction prediction_;
  std::vector<CentroidSearch> searches_;
  std::vector<float> rotatedMean_;
  float meanSquare_;
  VectorTable reconstructed_;
  std::vector<uint8_t> codes_;
  std::vector<float> factors_;
  double errors_ = 0;

  // Scratch.
  std::vector<float> row_, rotated_, predicted_, difference_;
  std::vector<uint8_t> code_;
};

}  // namespace leann
