#include "core/file_values.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/values.h"

using emscripten::val;

namespace leann {
namespace {

template <size_t N>
void copyBytes(const val& from, std::array<uint8_t, N>& to) {
  const std::vector<uint8_t> bytes = bytesOf(from);
  std::copy_n(bytes.begin(), std::min(N, bytes.size()), to.begin());
}

template <typename Bytes>
val copiedBytes(const Bytes& bytes) {
  return copied("Uint8Array", std::vector<uint8_t>(bytes.begin(), bytes.end()));
}

}  // namespace

Origin originOf(const val& object) {
  Origin origin;
  origin.commit.generation = nearest<uint64_t>(object["generation"].as<double>());
  copyBytes(object["commit"], origin.commit.id);
  origin.fingerprint = object["fingerprint"].as<std::string>();
  origin.dtype = object["dtype"].as<std::string>();
  origin.device = object["device"].as<std::string>();
  copyBytes(object["corpus"], origin.corpus);
  return origin;
}

val fromReport(const FileReport& report) {
  const Origin& origin = report.origin;
  val result = val::object();
  result.set("generation", static_cast<double>(origin.commit.generation));
  result.set("commit", copiedBytes(origin.commit.id));
  result.set("fingerprint", origin.fingerprint);
  result.set("dtype", origin.dtype);
  result.set("device", origin.device);
  result.set("corpus", copiedBytes(origin.corpus));
  result.set("sizes", fromRecord(report.sizes));
  val attachments = val::array();
  for (const Section& section : report.attachments) {
    val attachment = val::object();
    attachment.set("name", std::string(section.name.begin(), section.name.end()));
    attachment.set("bytes", copiedBytes(section.bytes));
    attachments.call<void>("push", attachment);
  }
  result.set("attachments", attachments);
  return result;
}

}  // namespace leann
