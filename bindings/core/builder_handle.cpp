// A build as JavaScript sees it, and the clusters of one that another instance has handed out.
#include <emscripten/bind.h>

#include <memory>

#include "build/cluster_task.h"
#include "build/index_builder.h"
#include "core/index_handle.h"
#include "core/values.h"

using emscripten::val;

namespace leann {
namespace {

class BuilderHandle {
 public:
  explicit BuilderHandle(std::unique_ptr<IndexBuilder> builder) : builder_(std::move(builder)) {}

  static val create(uint32_t dimension, const val& options) {
    Result<std::unique_ptr<IndexBuilder>> builder =
        IndexBuilder::create(dimension, paramsOf<BuildParams>(options));
    return builder.ok() ? val(BuilderHandle(std::move(builder.value()))) : failure(builder.status());
  }
  val add(const val& vectors) { return fromStatus(builder_->add(floats(vectors))); }
  uint32_t size() const { return builder_->size(); }
  val group(const val& counts) { return fromStatus(builder_->group(idsOf(counts))); }
  val order() const {
    const auto order = builder_->order();
    return copied("Uint32Array", std::vector<uint32_t>(order.begin(), order.end()));
  }
  val step(uint32_t nodes) {
    const Result<BuildProgress> progress = builder_->step(nodes);
    return progress.ok() ? fromRecord(progress.value()) : failure(progress.status());
  }
  val handOutCluster() {
    const Result<std::vector<uint8_t>> task = builder_->handOutCluster();
    return task.ok() ? copied("Uint8Array", task.value()) : failure(task.status());
  }
  val takeCluster(const val& answer) {
    const Result<BuildProgress> progress = builder_->takeCluster(bytesOf(answer));
    return progress.ok() ? fromRecord(progress.value()) : failure(progress.status());
  }
  val finish() {
    Result<Index> index = builder_->finish();
    return index.ok() ? val(IndexHandle(std::move(index.value()))) : failure(index.status());
  }

 private:
  std::unique_ptr<IndexBuilder> builder_;
};

val builtCluster(const val& task) {
  const Result<std::vector<uint8_t>> answer = buildCluster(bytesOf(task));
  return answer.ok() ? copied("Uint8Array", answer.value()) : failure(answer.status());
}

EMSCRIPTEN_BINDINGS(builder) {
  emscripten::function("buildCluster", &builtCluster);
  emscripten::class_<BuilderHandle>("Builder")
      .class_function("create", &BuilderHandle::create)
      .function("add", &BuilderHandle::add)
      .function("size", &BuilderHandle::size)
      .function("group", &BuilderHandle::group)
      .function("order", &BuilderHandle::order)
      .function("step", &BuilderHandle::step)
      .function("handOutCluster", &BuilderHandle::handOutCluster)
      .function("takeCluster", &BuilderHandle::takeCluster)
      .function("finish", &BuilderHandle::finish);
}

}  // namespace
}  // namespace leann
