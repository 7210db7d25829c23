#include "vector_table.h"

#include <cmath>
#include <limits>

namespace leann {

Status checkVectors(std::span<const float> values, uint32_t dimension, Metric metric, const char* act) {
  const auto error = [&](ErrorCode code, size_t position, const std::string& reason) {
    return Status(
        code, std::string("leann: cannot ") + act + " vector " + std::to_string(position) + ": " + reason);
  };
  if (values.size() % dimension != 0) {
    return error(ErrorCode::kDimensionMismatch, values.size() / dimension,
                 "the index has " + std::to_string(dimension) + " dimensions");
  }
  for (size_t position = 0; position < values.size() / dimension; ++position) {
    const float* row = values.data() + position * dimension;
    bool zero = true;
    for (uint32_t i = 0; i < dimension; ++i) {
      if (!std::isfinite(row[i])) return error(ErrorCode::kNotFinite, position, "it holds NaN or infinity");
      if (std::fabs(row[i]) > kLargestComponent) {
        return error(ErrorCode::kInvalidArgument, position, "a component is above 1,000,000");
      }
      zero = zero && row[i] == 0.0F;
    }
    if (zero && metric == Metric::kInnerProduct) {
      return error(ErrorCode::kZeroVector, position, "its length is zero");
    }
  }
  return {};
}

Status VectorTable::append(std::span<const float> values) {
  if (const Status status = checkVectors(values, dimension_, metric_, "add"); !status.ok()) return status;
  if (values.size() / dimension_ > std::numeric_limits<NodeId>::max() / 2 - size()) {
    return {ErrorCode::kInvalidArgument, "leann: cannot add vectors: an index holds at most 2^31 of them"};
  }
  appendUnchecked(values);
  return {};
}

}  // namespace leann
