// Second-stage decoders: what codes say of a vector beyond the sum of their centroids.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "dataset.h"
#include "index/index.h"

namespace leann::bench {

/// What is known of some nodes from codes, and what it should say; in rotated coordinates, `rows` floats a
/// node, the mean taken off.
struct Decoded {
  uint32_t rows = 0, subspaces = 0, centroids = 0;
  std::vector<float> own;  // what the node's code stands for
  std::vector<float> earlier,
      later;  // the means of what the codes of its neighbours on either side stand for
  std::vector<float> vectors;
  std::vector<uint8_t> symbols;  // a byte a subspace and node

  uint32_t size() const { return static_cast<uint32_t>(symbols.size() / subspaces); }
  void append(const Decoded& more);
};

/// Of all nodes of an index. `data`: numbered as it is.
Decoded decodedOf(const Index& index, const Dataset& data);

/// Corrects decoded vectors; fitted by least squares.
class Decoder {
 public:
  virtual ~Decoder() = default;
  /// Values that it has learned; a byte each would do.
  virtual uint64_t values() const = 0;
  /// `decoded`: rows of all nodes, as good as they are known so far; becomes better.
  virtual void improve(const Decoded& nodes, std::vector<float>& decoded) const = 0;
};

/// The vector as a sum of three maps: of what its own code stands for, and of its earlier and its later
/// neighbours' means. Each is a matrix of rows x rows.
class NeighborDecoder : public Decoder {
 public:
  explicit NeighborDecoder(const Decoded& nodes);
  uint64_t values() const override { return matrix_.size(); }
  void improve(const Decoded& nodes, std::vector<float>& decoded) const override;

 private:
  std::vector<float> matrix_;  // features x rows
};

/// Subspace by subspace, what each of its centroids says of all coordinates: the mean of what is left,
/// shrunk where few nodes have that centroid.
class SymbolDecoder : public Decoder {
 public:
  SymbolDecoder(const Decoded& nodes, std::vector<float> decoded);
  uint64_t values() const override { return means_.size(); }
  void improve(const Decoded& nodes, std::vector<float>& decoded) const override;

 private:
  void add(const Decoded& nodes, uint32_t subspace, std::vector<float>& decoded) const;
  std::vector<float> means_;  // subspaces x centroids x rows
};

}  // namespace leann::bench
