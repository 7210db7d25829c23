// Scanning the codes of all nodes for one query.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/node_id.h"

namespace leann {

/// Codes laid out for scanning (after Quick ADC, André et al. 2017): blocks of 16 nodes, in each the first
/// byte of all 16 codes, then the second, and so on. Memory: codeSize() bytes a node, rounded up to a whole
/// block.
///
/// 8 bits: sums of floats in ascending order of subspace, to the last bit.
/// 4 bits: the scores of each subspace, their minimum taken off, are rounded to whole multiples of
/// step = (largest range of a subspace) / 255, so that one instruction looks up 16 nodes. A sum is then off
/// by at most subspaces * step / 2, beside the rounding of floats. Every platform adds the same integers, so
/// the results are equal to the last bit everywhere.
class CodeScan {
 public:
  static constexpr uint32_t kBlock = 16;  // nodes

  /// `subspaces`: 1 .. 65,535; `bits`: 4 or 8. `codes` as for append.
  CodeScan(std::span<const uint8_t> codes, uint32_t subspaces, uint32_t bits);

  /// Adds nodes at the end. `codes`: codeSize() bytes a node as Quantizer::encode writes them; of two 4-bit
  /// indices the even subspace has the low half. If memory runs out, nothing is added.
  void append(std::span<const uint8_t> codes);

  uint32_t size() const { return size_; }
  uint32_t codeSize() const { return (subspaces_ * bits_ + 7) / 8; }

  /// out[v] = base + sum over j of scores[j * 2^bits + codeAt(v, j)] for all v, with the rounding above.
  /// `scores`: subspaces x 2^bits finite floats; `out`: size() floats. O(size * subspaces).
  void scan(float base, std::span<const float> scores, std::span<float> out) const;

  /// The same without SIMD.
  void scanScalar(float base, std::span<const float> scores, std::span<float> out) const;

  /// The index of node v's centroid in subspace j.
  uint32_t codeAt(NodeId v, uint32_t j) const {
    if (bits_ == 8) return byteAt(v, j);
    return (byteAt(v, j / 2) >> (j % 2 * 4)) & 15U;
  }

  /// The whole code of node v, as it was appended, into codeSize() bytes.
  void code(NodeId v, uint8_t* out) const {
    for (uint32_t i = 0; i < codeSize(); ++i) out[i] = byteAt(v, i);
  }

 private:
  /// Where byte i of node v's code is.
  size_t position(NodeId v, uint32_t i) const {
    return (size_t{v / kBlock} * codeSize() + i) * kBlock + v % kBlock;
  }
  uint8_t byteAt(NodeId v, uint32_t i) const { return blocks_[position(v, i)]; }

  /// SumBlock: of 4-bit codes; AddBlock: of 8-bit ones.
  template <auto SumBlock, auto AddBlock>
  void scanBlocks(float base, std::span<const float> scores, std::span<float> out) const;

  uint32_t subspaces_;
  uint32_t bits_;
  uint32_t size_ = 0;
  std::vector<uint8_t> blocks_;  // the last one filled up with zeros
};

}  // namespace leann
