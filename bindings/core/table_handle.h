// The fitting of a table of terms as JavaScript sees it.
#pragma once

#include <emscripten/val.h>

#include <memory>

#include "table/table_fit.h"

namespace leann {

class TableFitHandle {
 public:
  /// Keeps the index. Gives a handle, or why there is none.
  static emscripten::val create(std::shared_ptr<const Index> index);

  /// `vectors`: Float32Array of whole vectors.
  emscripten::val setPriors(double first, const emscripten::val& vectors);
  emscripten::val step();
  /// The rows of the table.
  emscripten::val finish();

 private:
  TableFitHandle(std::shared_ptr<const Index> index, std::unique_ptr<TableFit> fit)
      : index_(std::move(index)), fit_(std::move(fit)) {}

  std::shared_ptr<const Index> index_;
  std::shared_ptr<TableFit> fit_;
};

}  // namespace leann
