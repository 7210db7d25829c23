// Conversion between the core's values and JavaScript's. Arrays go in and out as copies, never as views of
// the heap.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "base/neighbor.h"
#include "base/status.h"

namespace leann {

/// { code, message } of a failed call.
emscripten::val failure(const Status& status);

/// Undefined, or the failure.
emscripten::val fromStatus(const Status& status);

std::vector<float> floats(const emscripten::val& array);
std::vector<uint8_t> bytesOf(const emscripten::val& array);
std::vector<NodeId> idsOf(const emscripten::val& array);

/// `type`: of the array, e.g. "Uint32Array".
template <typename T>
emscripten::val copied(const char* type, const std::vector<T>& values) {
  return emscripten::val::global(type).new_(emscripten::typed_memory_view(values.size(), values.data()));
}

/// Reads numbers that TypeScript has already filled with defaults; a number outside T becomes T's nearest.
template <typename T>
T number(const emscripten::val& object, const char* name) {
  const double value = object[name].as<double>();
  if constexpr (std::is_integral_v<T>) {
    if (!(value >= 0)) return 0;
    constexpr double most = static_cast<double>(std::numeric_limits<T>::max());
    return value >= most ? std::numeric_limits<T>::max() : static_cast<T>(value);
  } else {
    return static_cast<T>(value);
  }
}

}  // namespace leann
