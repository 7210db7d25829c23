// Shared by the calls of leann-reader.wasm, the part of the core that searches, for pages that only read a
// published index. Conversion only, in plain C: Embind would make the download a quarter larger.
// web/core/reader-calls.ts is the other side.
//
// A call that can fail writes to a Status, and returns whether it succeeded. The caller frees the objects
// that it asks for. An address that is handed out belongs to the object that it was asked of.
#pragma once

#include <cstddef>
#include <utility>

#include "base/status.h"

namespace leann {

inline bool settle(Status* out, Status status) {
  *out = std::move(status);
  return out->ok();
}

/// Returns the number of elements of a container, and writes their address to `out`.
template <typename T, typename Container>
size_t handOut(const Container& values, const T** out) {
  *out = values.data();
  return values.size();
}

}  // namespace leann
