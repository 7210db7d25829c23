#include "decoders.h"

#include <algorithm>
#include <cmath>

#include "code/encoder.h"

namespace leann::bench {
namespace {

constexpr uint32_t kFitted = 20000;  // nodes at most, for matrices
constexpr double kRidge = 0.03;      // of the mean square of a feature
constexpr float kShrinking = 60;     // nodes that say nothing, beside those that have a centroid

template <typename T>
void appendAll(std::vector<T>& to, const std::vector<T>& more) {
  to.insert(to.end(), more.begin(), more.end());
}

// Solves a x = b for a symmetric positive `a`, n x n, by Cholesky; `b`, n x m, becomes x.
void solve(std::vector<double>& a, uint32_t n, std::vector<double>& b, uint32_t m) {
  const auto at = [&](uint32_t i, uint32_t j) -> double& { return a[size_t{i} * n + j]; };
  const auto subtract = [&](uint32_t i, uint32_t k, double share) {
    for (uint32_t c = 0; c < m; ++c) b[size_t{i} * m + c] -= share * b[size_t{k} * m + c];
  };
  const auto divide = [&](uint32_t i) {
    for (uint32_t c = 0; c < m; ++c) b[size_t{i} * m + c] /= at(i, i);
  };
  for (uint32_t i = 0; i < n; ++i) {
    for (uint32_t j = 0; j <= i; ++j) {
      double sum = at(i, j);
      for (uint32_t k = 0; k < j; ++k) sum -= at(i, k) * at(j, k);
      at(i, j) = i == j ? std::sqrt(sum) : sum / at(j, j);
    }
  }
  for (uint32_t i = 0; i < n; ++i) {
    for (uint32_t k = 0; k < i; ++k) subtract(i, k, at(i, k));
    divide(i);
  }
  for (uint32_t i = n; i-- > 0;) {
    for (uint32_t k = i + 1; k < n; ++k) subtract(i, k, at(k, i));
    divide(i);
  }
}

// What a NeighborDecoder reads of node v, 3 * rows floats.
void readFeatures(const Decoded& nodes, NodeId v, float* out) {
  for (const std::vector<float>* part : {&nodes.own, &nodes.earlier, &nodes.later}) {
    out = std::copy_n(part->data() + size_t{v} * nodes.rows, nodes.rows, out);
  }
}

void addTimes(float factor, const float* row, uint32_t count, float* to) {
  for (uint32_t i = 0; i < count; ++i) to[i] += factor * row[i];
}

}  // namespace

void Decoded::append(const Decoded& more) {
  rows = more.rows;
  subspaces = more.subspaces;
  centroids = more.centroids;
  appendAll(own, more.own);
  appendAll(earlier, more.earlier);
  appendAll(later, more.later);
  appendAll(vectors, more.vectors);
  appendAll(symbols, more.symbols);
}

Decoded decodedOf(const Index& index, const Dataset& data) {
  Encoder encoder(index.graph, index.quantizer, *index.params.prediction);
  encoder.adopt(index.codes);
  const uint32_t rows = index.quantizer.rows();
  const size_t values = size_t{index.size()} * rows;
  Decoded nodes{.rows = rows,
                .subspaces = index.quantizer.subspaces(),
                .centroids = index.quantizer.centroids(),
                .own = std::vector<float>(values),
                .earlier = std::vector<float>(values),
                .later = std::vector<float>(values),
                .vectors = std::vector<float>(values),
                .symbols = {}};
  for (NodeId v = 0; v < index.size(); ++v) {
    encoder.reconstructed().read(v, nodes.own.data() + size_t{v} * rows);
    index.quantizer.rotate(data.row(v), nodes.vectors.data() + size_t{v} * rows);
    for (uint32_t j = 0; j < nodes.subspaces; ++j) {
      nodes.symbols.push_back(static_cast<uint8_t>(index.codes.codeAt(v, j)));
    }
  }
  for (NodeId v = 0; v < index.size(); ++v) {
    const std::span<const NodeId> all = index.graph.neighbors(v);
    const auto before = static_cast<float>(earlierNeighbors(index.graph, v).size());
    const auto after = static_cast<float>(all.size()) - before;
    for (const NodeId u : all) {
      float* to = (u < v ? nodes.earlier : nodes.later).data() + size_t{v} * rows;
      addTimes(1 / (u < v ? before : after), nodes.own.data() + size_t{u} * rows, rows, to);
    }
  }
  return nodes;
}

NeighborDecoder::NeighborDecoder(const Decoded& nodes) {
  const uint32_t rows = nodes.rows, features = 3 * rows;
  std::vector<float> squares(size_t{features} * features), products(size_t{features} * rows);
  std::vector<float> row(features);
  for (NodeId v = 0; v < nodes.size(); v += std::max(1U, nodes.size() / kFitted)) {
    readFeatures(nodes, v, row.data());
    for (uint32_t i = 0; i < features; ++i) {
      addTimes(row[i], row.data(), features, squares.data() + size_t{i} * features);
      addTimes(row[i], nodes.vectors.data() + size_t{v} * rows, rows, products.data() + size_t{i} * rows);
    }
  }
  std::vector<double> a(squares.begin(), squares.end()), b(products.begin(), products.end());
  double trace = 0;
  for (uint32_t i = 0; i < features; ++i) trace += a[size_t{i} * features + i];
  for (uint32_t i = 0; i < features; ++i) a[size_t{i} * features + i] += kRidge * trace / features;
  solve(a, features, b, rows);
  matrix_.assign(b.begin(), b.end());
}

void NeighborDecoder::improve(const Decoded& nodes, std::vector<float>& decoded) const {
  const uint32_t rows = nodes.rows;
  std::vector<float> row(size_t{3} * rows);
  std::fill(decoded.begin(), decoded.end(), 0.0F);
  for (NodeId v = 0; v < nodes.size(); ++v) {
    readFeatures(nodes, v, row.data());
    for (uint32_t i = 0; i < 3 * rows; ++i) {
      addTimes(row[i], matrix_.data() + size_t{i} * rows, rows, decoded.data() + size_t{v} * rows);
    }
  }
}

SymbolDecoder::SymbolDecoder(const Decoded& nodes, std::vector<float> decoded)
    : means_(size_t{nodes.subspaces} * nodes.centroids * nodes.rows) {
  const uint32_t rows = nodes.rows;
  for (uint32_t j = 0; j < nodes.subspaces; ++j) {
    float* means = means_.data() + size_t{j} * nodes.centroids * rows;
    std::vector<float> counts(nodes.centroids, kShrinking);
    for (NodeId v = 0; v < nodes.size(); ++v) {
      const uint32_t c = nodes.symbols[size_t{v} * nodes.subspaces + j];
      ++counts[c];
      addTimes(1, nodes.vectors.data() + size_t{v} * rows, rows, means + size_t{c} * rows);
      addTimes(-1, decoded.data() + size_t{v} * rows, rows, means + size_t{c} * rows);
    }
    for (uint32_t c = 0; c < nodes.centroids; ++c) {
      for (uint32_t i = 0; i < rows; ++i) means[size_t{c} * rows + i] /= counts[c];
    }
    add(nodes, j, decoded);
  }
}

void SymbolDecoder::add(const Decoded& nodes, uint32_t subspace, std::vector<float>& decoded) const {
  const uint32_t rows = nodes.rows;
  const float* means = means_.data() + size_t{subspace} * nodes.centroids * rows;
  for (NodeId v = 0; v < nodes.size(); ++v) {
    const uint32_t c = nodes.symbols[size_t{v} * nodes.subspaces + subspace];
    addTimes(1, means + size_t{c} * rows, rows, decoded.data() + size_t{v} * rows);
  }
}

void SymbolDecoder::improve(const Decoded& nodes, std::vector<float>& decoded) const {
  for (uint32_t j = 0; j < nodes.subspaces; ++j) add(nodes, j, decoded);
}

}  // namespace leann::bench
