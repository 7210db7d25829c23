#include "words/word_query.h"

#include <string>

#include "base/bytes.h"
#include "words/term_dictionary.h"

namespace leann {
namespace {

constexpr const char* kAct = "search for words";
constexpr uint8_t kPrefix = 1, kTypos = 2, kRequired = 4, kExcluded = 8;

}  // namespace

Result<std::vector<QueryTerm>> parseWordQuery(std::span<const uint8_t> bytes) {
  return guarded(kAct, [&]() -> Result<std::vector<QueryTerm>> {
    std::vector<QueryTerm> terms;
    for (ByteReader in(bytes); in.left() > 0;) {
      const uint8_t flags = in.u8();
      const uint8_t length = in.u8();
      const auto term = in.raw(length);
      if (in.failed()) return refuse(kAct, "the query ends within a term");
      if (flags > (kPrefix | kTypos | kRequired | kExcluded)) return refuse(kAct, "a flag is unknown");
      if (length == 0 || length > kLongestTerm) return refuse(kAct, "a term has no bytes, or more than 64");
      if (terms.size() == kMostQueryTerms) return refuse(kAct, "the query has more than 64 terms");
      terms.push_back({.term = {reinterpret_cast<const char*>(term.data()), term.size()},
                       .prefix = (flags & kPrefix) != 0,
                       .typos = (flags & kTypos) != 0,
                       .required = (flags & kRequired) != 0,
                       .excluded = (flags & kExcluded) != 0});
    }
    return terms;
  });
}

}  // namespace leann
