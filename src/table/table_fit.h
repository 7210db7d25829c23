// Fits a table of terms to an index, in slices, from what the index knows: its codes and its words.
#pragma once

#include <array>
#include <memory>
#include <span>
#include <vector>

#include "base/status.h"
#include "code/encoder.h"
#include "index/index.h"
#include "table/term_matrix.h"
#include "table/term_table.h"

namespace leann {

/// Defaults are those that ranked best on even queries of XQuAD, Cranfield and glosses (docs/benchmarks.md).
struct TableParams {
  /// Weight of the ridge penalty, times the mean diagonal of the kernel, which is larger the fewer terms
  /// passages have: how much passages must agree before a row follows them. Above 0.
  float ridge = 1;
  /// See termMatrix. 0 < commonness <= 1.
  float commonness = 0.001F;
  /// How much of what a row learns goes to terms of its family, too: 0 to 1.
  float sharing = 0.3F;
  /// Characters that terms of a family have in common. At least 1.
  uint32_t familyLength = 5;
  /// Steps of the solver, which stops there even if more would change the rows. At least 1.
  uint32_t steps = 20;
};

struct TableProgress {
  uint32_t done;
  uint32_t total;  // done == total: finish
};

/// Kernel ridge regression: the vector of a passage, as its code has it, is the mean and the weighted mean of
/// its terms' rows, which are small, and alike within a family; or near to priors, times what fits best.
/// Solved in its dual form by conjugate gradients (Hestenes, Stiefel 1952), kColumns dimensions at a time.
/// O(steps * dimension * postings). Memory: 8 bytes a posting, dimension * 4 a term, and dimension + 4 * 4 *
/// kColumns a passage.
class TableFit {
 public:
  /// `index` must outlive this. Errors: kInvalidArgument for an index that does not know its words or is of
  /// squared L2, and parameters out of range; kOutOfMemory.
  static Result<std::unique_ptr<TableFit>> create(const Index& index, const TableParams& params);

  /// What the model makes of each term alone, for terms from `first` on: rows then learn only in what their
  /// passages differ from it. Terms without such a vector begin with none. Memory: that of the rows once
  /// more. Errors: kInvalidArgument for terms that there are not, parts of vectors, numbers that are not
  /// finite, and after the first step(); kOutOfMemory.
  Status setPriors(uint32_t first, std::span<const float> vectors);

  /// One step of the solver.
  Result<TableProgress> step();

  /// Errors: kInvalidArgument before step() has reported the end; kOutOfMemory.
  Result<TermTable> finish();

 private:
  static constexpr uint32_t kColumns = 32;
  using Columns = std::array<float, kColumns>;
  using Sums = std::array<double, kColumns>;

  TableFit(const Index& index, const TableParams& params);
  void takeMean();
  /// Makes priors zero in the mean of all passages, and as long as fits the targets best.
  void weighPriors();
  /// result = what priors say of each passage, in the columns from `first` on.
  void predict(uint32_t first, std::vector<Columns>& result) const;
  /// The targets' columns from `first` on, less the mean.
  void readTargets(uint32_t first, std::vector<Columns>& result) const;
  /// Reads a block of targets, less the mean.
  void beginBlock();
  void iterate();
  /// The rows of the block.
  void endBlock();
  /// byTerm_ = what all passages' `columns` say of each term, shared within families.
  void gather(const std::vector<Columns>& columns);
  /// result = the kernel times `direction_`.
  void multiply(std::vector<Columns>& result);
  uint32_t blocks() const { return (rows_ + kColumns - 1) / kColumns; }

  const Index& index_;
  TableParams params_;
  uint32_t rows_;  // coordinates of the rotation
  TermMatrix matrix_;
  Encoder codes_;
  float penalty_;
  std::vector<float> mean_;      // of the targets, in rotated coordinates
  std::vector<float> solution_;  // of each term, in rotated coordinates; its prior, until its block is done
  std::vector<bool> primed_;     // of each term: whether it has a prior; empty without any
  uint32_t block_ = 0;
  uint32_t iteration_ = 0;
  std::vector<Columns> weights_, residual_, direction_, product_;  // of each passage
  std::vector<Columns> byTerm_, byFamily_;
  Sums squares_ = {};
};

}  // namespace leann
