// The report on an index file.
#include <emscripten.h>

#include <algorithm>

#include "format/format.h"
#include "reader/calls.h"
#include "reader/record.h"

using namespace leann;

extern "C" {

// The report refers to `bytes`.
EMSCRIPTEN_KEEPALIVE bool leann_describe(Status* status, const uint8_t* bytes, size_t count,
                                         FileReport** out) {
  return settle(status, guarded("read the index", [&]() -> Status {
                  Result<FileReport> report = describeFile({bytes, count});
                  if (report.ok()) *out = new FileReport(std::move(report.value()));
                  return report.status();
                }));
}
EMSCRIPTEN_KEEPALIVE void leann_report_free(FileReport* report) { delete report; }
EMSCRIPTEN_KEEPALIVE const Field* leann_report_sizes(const FileReport* report) {
  return handOut(report->sizes);
}
EMSCRIPTEN_KEEPALIVE size_t leann_report_fingerprint(const FileReport* report, const char** out) {
  return handOut(report->origin.fingerprint, out);
}
// `name`: four letters. 0 and null if there is none of that name.
EMSCRIPTEN_KEEPALIVE size_t leann_report_attachment(const FileReport* report, const char* name,
                                                    const uint8_t** out) {
  for (const Section& section : report->attachments) {
    if (std::equal(section.name.begin(), section.name.end(), name)) return handOut(section.bytes, out);
  }
  *out = nullptr;
  return 0;
}
}
