#include "core/values.h"

#include <string>

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

}  // namespace leann
