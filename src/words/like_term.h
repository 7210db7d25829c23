// The term of a dictionary that stands for one that it lacks.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "words/term_dictionary.h"

namespace leann {

/// The number of `term`, or else of the one of its neighbours that begins like it for longer, if that is for
/// four bytes and three fifths of it at least: other forms of a word mostly mean much the same.
/// O(log(terms)).
std::optional<uint32_t> likeTerm(const TermDictionary& terms, std::string_view term);

}  // namespace leann
