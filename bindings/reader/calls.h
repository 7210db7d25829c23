// What the calls of leann-reader.wasm share: the part of the core that searches, for pages that only read
// what a site has published; conversion only, in plain C. Embind would make their download a quarter larger.
// web/core/reader-calls.ts is the other side.
//
// What can fail takes a Status to write to, and says whether all went well. Whoever asks for an object frees
// it; what is handed out as an address belongs to the object that it was asked of.
#pragma once

#include <cstddef>
#include <utility>

#include "base/status.h"

namespace leann {

inline bool settle(Status* out, Status status) {
  *out = std::move(status);
  return out->ok();
}

/// The elements of a container: how many, and in `out` where.
template <typename T, typename Container>
size_t handOut(const Container& values, const T** out) {
  *out = values.data();
  return values.size();
}

}  // namespace leann
