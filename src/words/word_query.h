// The terms that a search for words looks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace leann {

struct QueryTerm {
  std::string_view term;  // UTF-8, 1 to kLongestTerm bytes
  bool prefix = false;    // longer terms count too: it is still being typed
  bool typos = false;     // so do similar ones, if there is no other
  bool required = false;  // passages must have it
  bool excluded = false;  // documents must not, in any field; only the very term counts
};

inline constexpr size_t kMostQueryTerms = 64;

/// Reads a packed query: of each term its flags (u8; 1 prefix, 2 typos, 4 required, 8 excluded), its length
/// (u8) and its bytes. The terms are within `bytes`. Errors: kInvalidArgument.
Result<std::vector<QueryTerm>> parseWordQuery(std::span<const uint8_t> bytes);

}  // namespace leann
