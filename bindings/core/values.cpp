#include "core/values.h"

#include <limits>

using emscripten::val;

namespace leann {

val failure(const Status& status) {
  val error = val::object();
  error.set("code", std::string(errorName(status.code())));
  error.set("message", status.message());
  return error;
}

val fromStatus(const Status& status) { return status.ok() ? val::undefined() : failure(status); }

std::vector<float> floats(const val& array) { return emscripten::convertJSArrayToNumberVector<float>(array); }

std::vector<uint8_t> bytesOf(const val& array) {
  return emscripten::convertJSArrayToNumberVector<uint8_t>(array);
}

std::vector<NodeId> idsOf(const val& array) {
  return emscripten::convertJSArrayToNumberVector<NodeId>(array);
}

double numberOf(const val& object, const char* name) {
  const val field = object[name];
  return field.isUndefined() ? std::numeric_limits<double>::quiet_NaN() : field.as<double>();
}

std::string textOf(const val& object, const char* name) {
  const val field = object[name];
  return field.isUndefined() ? std::string() : field.as<std::string>();
}

void setField(val& object, const char* name, double number) { object.set(name, number); }

void setField(val& object, const char* name, const char* text) {
  if (text != nullptr) object.set(name, std::string(text));
}

}  // namespace leann
