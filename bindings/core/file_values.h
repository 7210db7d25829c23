// What index files say of themselves, as JavaScript sees it.
#pragma once

#include <emscripten/val.h>

#include "format/format.h"

namespace leann {

/// `object`: the fields of Origin, ids as bytes.
Origin originOf(const emscripten::val& object);

/// The fields of the origin, ids as bytes; sizes; attachments, by name.
emscripten::val fromReport(const FileReport& report);

}  // namespace leann
