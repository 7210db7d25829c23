#include "core/table_handle.h"

#include <emscripten/bind.h>

#include "core/values.h"

using emscripten::val;

namespace leann {

val TableFitHandle::create(std::shared_ptr<const Index> index) {
  Result<std::unique_ptr<TableFit>> fit = TableFit::create(*index, {});
  if (!fit.ok()) return failure(fit.status());
  return val(TableFitHandle(std::move(index), std::move(fit.value())));
}

val TableFitHandle::setPriors(double first, const val& vectors) {
  return fromStatus(fit_->setPriors(nearest<uint32_t>(first), floats(vectors)));
}

val TableFitHandle::step() {
  const Result<TableProgress> progress = fit_->step();
  if (!progress.ok()) return failure(progress.status());
  val record = val::object();
  record.set("done", progress.value().done);
  record.set("total", progress.value().total);
  return record;
}

val TableFitHandle::finish() {
  const Result<TermTable> table = fit_->finish();
  return table.ok() ? copied("Uint8Array", table.value().rows) : failure(table.status());
}

EMSCRIPTEN_BINDINGS(table) {
  emscripten::class_<TableFitHandle>("TableFit")
      .function("setPriors", &TableFitHandle::setPriors)
      .function("step", &TableFitHandle::step)
      .function("finish", &TableFitHandle::finish);
}

}  // namespace leann
