// Hands records out as lists of named fields, which web/core/reader-calls.ts reads.
#pragma once

#include <cstddef>
#include <type_traits>

#include "fields.h"
#include "names.h"

namespace leann {

struct Field {
  const char* name = nullptr;  // null after the last
  const char* text = nullptr;  // null for a number
  double value = 0;
};
static_assert(offsetof(Field, text) == 4 && offsetof(Field, value) == 8 && sizeof(Field) == 16);

// Functions of their own, so that a field costs one call.
void beginRecord();
void putNumber(const char* name, double number);
/// Puts nothing if the text is null.
void putText(const char* name, const char* text);
const Field* endRecord();

/// The fields of a record, without choices that have no name. They are valid until the next record is handed
/// out.
template <typename Record>
const Field* handOut(const Record& record) {
  beginRecord();
  eachField(record, [](const char* name, const auto& value) {
    if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(value)>>) {
      putText(name, nameOf(value));
    } else {
      putNumber(name, static_cast<double>(value));
    }
  });
  return endRecord();
}

}  // namespace leann
