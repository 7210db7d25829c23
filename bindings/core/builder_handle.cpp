// A build as JavaScript sees it.
#include <emscripten/bind.h>

#include <memory>

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
    BuildParams params;
    params.metric = static_cast<Metric>(number<uint8_t>(options, "metric"));
    params.M = number<uint32_t>(options, "M");
    params.efConstruction = number<uint32_t>(options, "efConstruction");
    params.pruning = static_cast<Pruning>(number<uint8_t>(options, "pruning"));
    params.hubLinks = number<uint32_t>(options, "hubLinks");
    params.links = number<uint32_t>(options, "links");
    params.hubFraction = number<double>(options, "hubFraction");
    params.preset = static_cast<Preset>(number<uint8_t>(options, "preset"));
    params.bytesPerPassage = number<double>(options, "bytesPerPassage");
    // Where there is a choice, 0 leaves it to the core, and what follows is one more than what the core
    // knows.
    if (const auto rotation = number<uint8_t>(options, "rotation"); rotation > 0) {
      params.rotation = static_cast<RotationKind>(rotation - 1);
    }
    if (const auto prediction = number<uint8_t>(options, "prediction"); prediction > 0) {
      params.prediction = static_cast<Prediction>(prediction - 1);
    }
    if (const auto lengths = number<uint8_t>(options, "lengths"); lengths > 0) {
      params.lengthBits = lengths == 1 ? 0U : 4U;
    }
    params.rows = number<uint32_t>(options, "rows");
    params.subspaces = number<uint32_t>(options, "subspaces");
    params.bits = number<uint32_t>(options, "bits");
    params.numbering = static_cast<Numbering>(number<uint8_t>(options, "numbering"));
    params.seed = number<uint32_t>(options, "seed");
    Result<std::unique_ptr<IndexBuilder>> builder = IndexBuilder::create(dimension, params);
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
    if (!progress.ok()) return failure(progress.status());
    val result = val::object();
    result.set("phase", static_cast<uint32_t>(progress.value().phase));
    result.set("done", progress.value().done);
    result.set("total", progress.value().total);
    return result;
  }
  val finish() {
    Result<Index> index = builder_->finish();
    return index.ok() ? val(IndexHandle(std::move(index.value()))) : failure(index.status());
  }

 private:
  std::unique_ptr<IndexBuilder> builder_;
};

EMSCRIPTEN_BINDINGS(builder) {
  emscripten::class_<BuilderHandle>("Builder")
      .class_function("create", &BuilderHandle::create)
      .function("add", &BuilderHandle::add)
      .function("size", &BuilderHandle::size)
      .function("group", &BuilderHandle::group)
      .function("order", &BuilderHandle::order)
      .function("step", &BuilderHandle::step)
      .function("finish", &BuilderHandle::finish);
}

}  // namespace
}  // namespace leann
