#include "table/table_fit.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace leann {
namespace {

Status checkFit(const Index& index, const TableParams& params) {
  const auto refuse = [](const char* reason) {
    return Status(ErrorCode::kInvalidArgument, std::string("leann: cannot fit a table: ") + reason);
  };
  if (index.cut) return refuse("its nodes come in blocks");
  if (index.words == nullptr || index.words->passages() != index.size()) {
    return refuse("the index does not know the words of all passages");
  }
  if (!index.words->isWhole()) {
    return refuse("not all postings of its words are at hand");
  }
  if (index.params.metric != Metric::kInnerProduct) return refuse("the index is not of inner products");
  const bool inRange = params.ridge > 0 && params.commonness > 0 && params.commonness <= 1 &&
                       params.sharing >= 0 && params.sharing <= 1 && params.familyLength >= 1 &&
                       params.steps >= 1;
  return inRange ? Status() : refuse("a parameter is out of range");
}

// Of the kernel, without what families share.
float meanDiagonal(const TermMatrix& matrix) {
  double sum = 0;
  for (const float share : matrix.shares) sum += double{share} * share;
  return static_cast<float>(sum / std::max(1U, matrix.rows()));
}

}  // namespace

Result<std::unique_ptr<TableFit>> TableFit::create(const Index& index, const TableParams& params) {
  return guarded("fit a table", [&]() -> Result<std::unique_ptr<TableFit>> {
    if (const Status status = checkFit(index, params); !status.ok()) return status;
    return std::unique_ptr<TableFit>(new TableFit(index, params));
  });
}

TableFit::TableFit(const Index& index, const TableParams& params)
    : index_(index),
      params_(params),
      rows_(index.quantizer.rows()),
      matrix_(termMatrix(*index.words, params.commonness, params.familyLength)),
      codes_(index.graph, index.quantizer, *index.params.prediction),
      penalty_(params.ridge * meanDiagonal(matrix_)) {
  codes_.adopt(index.codes);
  takeMean();
  solution_.resize(size_t{index.words->terms()} * rows_);
  for (auto* columns : {&weights_, &residual_, &direction_, &product_}) columns->resize(index.size());
  byTerm_.resize(index.words->terms());
  byFamily_.resize(matrix_.familyCount);
}

void TableFit::takeMean() {
  std::vector<double> sums(rows_, 0);
  std::vector<float> row(rows_);
  for (NodeId v = 0; v < index_.size(); ++v) {
    codes_.reconstructed().read(v, row.data());
    const float length = index_.lengths.at(v);
    for (uint32_t i = 0; i < rows_; ++i) sums[i] += length * row[i];
  }
  for (const double sum : sums) mean_.push_back(static_cast<float>(sum / index_.size()));
}

void TableFit::readTargets(uint32_t first, std::vector<Columns>& result) const {
  const uint32_t count = std::min(kColumns, rows_ - first);
  std::vector<float> row(rows_);
  for (NodeId v = 0; v < index_.size(); ++v) {
    codes_.reconstructed().read(v, row.data());
    const float length = index_.lengths.at(v);
    result[v] = {};
    for (uint32_t i = 0; i < count; ++i) result[v][i] = length * row[first + i] - mean_[first + i];
  }
}

Status TableFit::setPriors(uint32_t first, std::span<const float> vectors) {
  const auto refuse = [](const char* reason) {
    return Status(ErrorCode::kInvalidArgument, std::string("leann: cannot set priors of terms: ") + reason);
  };
  const uint32_t dimension = index_.dimension();
  const size_t count = vectors.size() / dimension;
  if (block_ > 0 || iteration_ > 0) return refuse("the fit has begun");
  if (vectors.size() % dimension != 0) return refuse("they are not whole vectors");
  if (first > byTerm_.size() || count > byTerm_.size() - first) return refuse("there are not so many terms");
  if (!std::all_of(vectors.begin(), vectors.end(), [](float value) { return std::isfinite(value); })) {
    return refuse("a number is not finite");
  }
  return guarded("set priors of terms", [&] {
    primed_.resize(byTerm_.size());
    for (size_t i = 0; i < count; ++i) {
      primed_[first + i] = true;
      index_.quantizer.rotation().apply(vectors.data() + i * dimension,
                                        solution_.data() + (first + i) * rows_);
    }
    return Status();
  });
}

void TableFit::predict(uint32_t first, std::vector<Columns>& result) const {
  const uint32_t count = std::min(kColumns, rows_ - first);
  for (uint32_t v = 0; v < matrix_.rows(); ++v) {
    Columns sum = {};
    for (size_t at = matrix_.starts[v]; at < matrix_.starts[v + 1]; ++at) {
      const float* prior = solution_.data() + size_t{matrix_.terms[at]} * rows_ + first;
      const float share = matrix_.shares[at];
      for (uint32_t i = 0; i < count; ++i) sum[i] += share * prior[i];
    }
    result[v] = sum;
  }
}

void TableFit::weighPriors() {
  double explained = 0, square = 0;
  for (uint32_t first = 0; first < rows_; first += kColumns) {
    const uint32_t count = std::min(kColumns, rows_ - first);
    predict(first, product_);
    Sums mean = {};
    for (const Columns& row : product_) {
      for (uint32_t i = 0; i < count; ++i) mean[i] += row[i];
    }
    for (double& sum : mean) sum /= index_.size();
    for (size_t t = 0; t < primed_.size(); ++t) {
      if (!primed_[t]) continue;
      float* prior = solution_.data() + t * rows_ + first;
      for (uint32_t i = 0; i < count; ++i) prior[i] -= static_cast<float>(mean[i]);
    }
    predict(first, product_);
    readTargets(first, residual_);
    for (size_t v = 0; v < product_.size(); ++v) {
      for (uint32_t i = 0; i < count; ++i) {
        explained += double{product_[v][i]} * residual_[v][i];
        square += double{product_[v][i]} * product_[v][i];
      }
    }
  }
  const auto worth = static_cast<float>(square > 0 ? std::max(0.0, explained / square) : 0);
  for (float& value : solution_) value *= worth;
}

void TableFit::beginBlock() {
  const uint32_t first = block_ * kColumns;
  if (!primed_.empty() && block_ == 0) weighPriors();
  readTargets(first, residual_);
  if (!primed_.empty()) {
    predict(first, product_);
    for (size_t v = 0; v < residual_.size(); ++v) {
      for (uint32_t i = 0; i < kColumns; ++i) residual_[v][i] -= product_[v][i];
    }
  }
  squares_ = {};
  for (NodeId v = 0; v < index_.size(); ++v) {
    for (uint32_t i = 0; i < kColumns; ++i) squares_[i] += double{residual_[v][i]} * residual_[v][i];
    weights_[v] = {};
    direction_[v] = residual_[v];
  }
}

void TableFit::gather(const std::vector<Columns>& columns) {
  std::fill(byTerm_.begin(), byTerm_.end(), Columns{});
  std::fill(byFamily_.begin(), byFamily_.end(), Columns{});
  for (uint32_t v = 0; v < matrix_.rows(); ++v) {
    const Columns from = columns[v];  // a copy, which sums cannot change
    for (size_t at = matrix_.starts[v]; at < matrix_.starts[v + 1]; ++at) {
      Columns& to = byTerm_[matrix_.terms[at]];
      const float share = matrix_.shares[at];
      for (uint32_t i = 0; i < kColumns; ++i) to[i] += share * from[i];
    }
  }
  for (size_t t = 0; t < byTerm_.size(); ++t) {
    if (matrix_.families[t] == TermMatrix::kAlone) continue;
    Columns& family = byFamily_[matrix_.families[t]];
    for (uint32_t i = 0; i < kColumns; ++i) family[i] += byTerm_[t][i];
  }
  for (size_t t = 0; t < byTerm_.size(); ++t) {
    if (matrix_.families[t] == TermMatrix::kAlone) continue;
    const Columns& family = byFamily_[matrix_.families[t]];
    for (uint32_t i = 0; i < kColumns; ++i) byTerm_[t][i] += params_.sharing * family[i];
  }
}

void TableFit::multiply(std::vector<Columns>& result) {
  gather(direction_);
  for (uint32_t v = 0; v < matrix_.rows(); ++v) {
    Columns sum;
    for (uint32_t i = 0; i < kColumns; ++i) sum[i] = penalty_ * direction_[v][i];
    for (size_t at = matrix_.starts[v]; at < matrix_.starts[v + 1]; ++at) {
      const Columns& from = byTerm_[matrix_.terms[at]];
      const float share = matrix_.shares[at];
      for (uint32_t i = 0; i < kColumns; ++i) sum[i] += share * from[i];
    }
    result[v] = sum;
  }
}

void TableFit::iterate() {
  multiply(product_);
  Sums products = {};
  for (size_t v = 0; v < product_.size(); ++v) {
    for (uint32_t i = 0; i < kColumns; ++i) products[i] += double{direction_[v][i]} * product_[v][i];
  }
  Columns stride = {};
  for (uint32_t i = 0; i < kColumns; ++i) {
    stride[i] = products[i] > 0 ? static_cast<float>(squares_[i] / products[i]) : 0;
  }
  Sums squares = {};
  for (size_t v = 0; v < product_.size(); ++v) {
    for (uint32_t i = 0; i < kColumns; ++i) {
      weights_[v][i] += stride[i] * direction_[v][i];
      residual_[v][i] -= stride[i] * product_[v][i];
      squares[i] += double{residual_[v][i]} * residual_[v][i];
    }
  }
  Columns turn = {};
  for (uint32_t i = 0; i < kColumns; ++i) {
    turn[i] = squares_[i] > 0 ? static_cast<float>(squares[i] / squares_[i]) : 0;
  }
  for (size_t v = 0; v < direction_.size(); ++v) {
    for (uint32_t i = 0; i < kColumns; ++i) direction_[v][i] = residual_[v][i] + turn[i] * direction_[v][i];
  }
  squares_ = squares;
}

void TableFit::endBlock() {
  gather(weights_);
  const uint32_t first = block_ * kColumns;
  const uint32_t count = std::min(kColumns, rows_ - first);
  for (size_t t = 0; t < byTerm_.size(); ++t) {
    float* row = solution_.data() + t * rows_ + first;
    for (uint32_t i = 0; i < count; ++i) row[i] += byTerm_[t][i];
  }
}

Result<TableProgress> TableFit::step() {
  return guarded("fit a table", [&]() -> Result<TableProgress> {
    const uint32_t total = blocks() * params_.steps;
    if (block_ < blocks()) {
      if (iteration_ == 0) beginBlock();
      iterate();
      if (++iteration_ == params_.steps) {
        endBlock();
        ++block_;
        iteration_ = 0;
      }
    }
    return TableProgress{.done = block_ * params_.steps + iteration_, .total = total};
  });
}

Result<TermTable> TableFit::finish() {
  if (block_ < blocks()) {
    return Status(ErrorCode::kInvalidArgument,
                  "leann: cannot finish a table: the fit has not come to its end");
  }
  return guarded("finish a table", [&]() -> Result<TermTable> {
    const uint32_t dimension = index_.dimension();
    const Rotation& rotation = index_.quantizer.rotation();
    TermTable table{.dimension = dimension};
    table.rows.resize((byTerm_.size() + 1) * rowBytes(dimension));
    std::vector<float> row(dimension);
    rotation.applyInverse(mean_.data(), row.data());
    for (uint32_t i = 0; i < dimension; ++i) row[i] += index_.quantizer.mean()[i];
    packRow(row, 1, table.rows.data());
    for (size_t t = 0; t < byTerm_.size(); ++t) {
      rotation.applyInverse(solution_.data() + t * rows_, row.data());
      packRow(row, matrix_.weights[t], table.rows.data() + (t + 1) * rowBytes(dimension));
    }
    return table;
  });
}

}  // namespace leann
