#include "core/search_handle.h"

#include <emscripten/bind.h>

#include "core/values.h"

using emscripten::val;

namespace leann {

val SearchHandle::wants() const {
  const auto ids = search_->wants();
  return copied("Uint32Array", std::vector<NodeId>(ids.begin(), ids.end()));
}

val SearchHandle::supply(const val& vectors) { return fromStatus(search_->supply(floats(vectors))); }

val SearchHandle::exclude(const val& nodes) { return fromStatus(search_->exclude(idsOf(nodes))); }

val SearchHandle::hits(uint32_t count) const {
  std::vector<NodeId> ids;
  std::vector<float> distances;
  std::vector<uint8_t> exact;
  const Result<std::vector<Hit>> found = search_->hits(count);
  if (!found.ok()) return failure(found.status());
  for (const Hit& hit : found.value()) {
    ids.push_back(hit.id);
    distances.push_back(hit.distance);
    exact.push_back(hit.exact ? 1 : 0);
  }
  val result = val::object();
  result.set("ids", copied("Uint32Array", ids));
  result.set("distances", copied("Float32Array", distances));
  result.set("exact", copied("Uint8Array", exact));
  return result;
}

val SearchHandle::stats() const { return fromRecord(search_->stats()); }

EMSCRIPTEN_BINDINGS(search) {
  emscripten::class_<SearchHandle>("Search")
      .function("done", &SearchHandle::done)
      .function("stop", &SearchHandle::stop)
      .function("wants", &SearchHandle::wants)
      .function("supply", &SearchHandle::supply)
      .function("exclude", &SearchHandle::exclude)
      .function("hits", &SearchHandle::hits)
      .function("stats", &SearchHandle::stats);
}

}  // namespace leann
