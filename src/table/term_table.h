// A table of terms: for each term of an index of words a vector, so that the weighted mean of those of a
// query's terms stands for the query's vector, without any model.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace leann {

/// Rows of packRow: row 0 is the mean, to which a query adds the weighted mean of its terms' rows; row t + 1
/// is that of term t of the dictionary.
struct TermTable {
  uint32_t dimension = 0;
  std::vector<uint8_t> rows = {};
};

/// Bytes of a row: its weight (u8, in 255ths), its scale (f16), and its values in 4 bits, -7 to 7 above 8; of
/// two in a byte the even one has the low half.
constexpr size_t rowBytes(uint32_t dimension) { return 3 + (size_t{dimension} + 1) / 2; }

/// `weight`: 0 to 1. The scale is the one of several that errs least. O(dimension).
void packRow(std::span<const float> values, float weight, uint8_t* out);

}  // namespace leann
