// The origin of an index file, and the report on one, as JavaScript sees them.
#pragma once

#include <emscripten/val.h>

#include "format/format.h"

namespace leann {

/// `object`: the fields of Origin, ids as bytes.
Origin originOf(const emscripten::val& object);

/// The fields of the origin, ids as bytes; sizes; attachments, by name.
emscripten::val fromReport(const FileReport& report);

}  // namespace leann
