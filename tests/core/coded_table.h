// A quantiser trained on a whole table, and the table's codes, each vector by itself: what a build does
// without prediction.
#pragma once

#include "code/quantizer.h"
#include "test_data.h"

namespace leann::testing {

inline std::vector<float> meanOf(const TestTable& table) {
  std::vector<float> mean(table.dimension(), 0.0F);
  for (NodeId id = 0; id < table.size(); ++id) {
    for (uint32_t i = 0; i < mean.size(); ++i) mean[i] += table.row(id)[i] / static_cast<float>(table.size());
  }
  return mean;
}

/// The rows less `mean`.
inline std::vector<float> centred(const TestTable& table, const std::vector<float>& mean) {
  std::vector<float> rows(allRows(table).begin(), allRows(table).end());
  for (size_t i = 0; i < rows.size(); ++i) rows[i] -= mean[i % mean.size()];
  return rows;
}

/// `params.rows` = 0: all coordinates are kept.
inline Quantizer trainedOn(const TestTable& table, QuantizerParams params) {
  if (params.rows == 0) params.rows = table.dimension();
  std::vector<float> mean = meanOf(table);
  const std::vector<float> differences = centred(table, mean);
  return Quantizer::train(std::move(mean), differences, params);
}

inline std::vector<uint8_t> codesOf(const Quantizer& quantizer, const TestTable& table) {
  const std::vector<CentroidSearch> searches = quantizer.searches();
  std::vector<uint8_t> codes(size_t{table.size()} * quantizer.codeSize());
  std::vector<float> rotated(quantizer.rows());
  for (NodeId id = 0; id < table.size(); ++id) {
    quantizer.rotate(table.row(id), rotated.data());
    quantizer.encode(searches, rotated.data(), codes.data() + size_t{id} * quantizer.codeSize());
  }
  return codes;
}

/// What code `id` stands for, less the mean, in rotated coordinates.
inline std::vector<float> decoded(const Quantizer& quantizer, const std::vector<uint8_t>& codes, NodeId id) {
  std::vector<float> out(quantizer.rows(), 0.0F);
  quantizer.addDecoded(codes.data() + size_t{id} * quantizer.codeSize(), out.data());
  return out;
}

/// The distance that a table gives for a code, term by term as QueryTable says.
inline float codeDistance(const Quantizer& quantizer, const QueryTable& table, const uint8_t* code) {
  float sum = table.base;
  for (uint32_t j = 0; j < quantizer.subspaces(); ++j) {
    const uint32_t c = quantizer.bits() == 8 ? code[j] : code[j / 2] >> (j % 2 * 4) & 15U;
    sum += table.scores[size_t{j} * quantizer.centroids() + c];
  }
  return sum;
}

/// The mean squared distance of the rows from what their codes stand for, coordinates that are cut off
/// included.
inline double meanError(const Quantizer& quantizer, const TestTable& table) {
  const std::vector<uint8_t> codes = codesOf(quantizer, table);
  std::vector<float> rotated(quantizer.rows());
  double sum = 0;
  for (NodeId id = 0; id < table.size(); ++id) {
    quantizer.rotate(table.row(id), rotated.data());
    const float whole = squaredL2(table.row(id), quantizer.mean().data(), table.dimension());
    const float kept = dot(rotated.data(), rotated.data(), rotated.size());
    sum +=
        static_cast<double>(std::max(0.0F, whole - kept) +
                            squaredL2(rotated.data(), decoded(quantizer, codes, id).data(), rotated.size()));
  }
  return sum / table.size();
}

}  // namespace leann::testing
