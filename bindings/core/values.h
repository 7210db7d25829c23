// Conversion between the core's values and JavaScript's. Arrays go in and out as copies, never as views of
// the heap.
#pragma once

#include <emscripten/val.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "base/neighbor.h"
#include "base/status.h"
#include "fields.h"
#include "names.h"

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

void setField(emscripten::val& object, const char* name, double number);
/// Sets nothing if the text is null.
void setField(emscripten::val& object, const char* name, const char* text);

/// NaN if the object has no such field.
double numberOf(const emscripten::val& object, const char* name);
/// Empty if the object has no such field.
std::string textOf(const emscripten::val& object, const char* name);

/// An object with the fields of a record. A choice without a name is left out.
template <typename Record>
emscripten::val fromRecord(const Record& record) {
  emscripten::val object = emscripten::val::object();
  eachField(record, [&](const char* name, const auto& value) {
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>) {
      setField(object, name, nameOf(value));
    } else {
      setField(object, name, static_cast<double>(value));
    }
  });
  return object;
}

/// Parameters as `options` gives them, with defaults for the others.
template <typename Params>
Params paramsOf(const emscripten::val& options) {
  Params params;
  eachField(params, [&](const char* name, auto& field) {
    using T = ValueOf<std::remove_reference_t<decltype(field)>>;
    if constexpr (std::is_enum_v<T>) {
      if (const std::string text = textOf(options, name); !text.empty()) field = named<T>(text.c_str());
    } else {
      if (const double number = numberOf(options, name); !std::isnan(number)) field = nearest<T>(number);
    }
  });
  return params;
}

}  // namespace leann
