// Terms that stand for others.
#include "words/like_term.h"

#include <doctest/doctest.h>

using namespace leann;

namespace {

TermDictionary dictionaryOf(std::initializer_list<std::string_view> terms) {
  TermDictionary dictionary;
  for (const std::string_view term : terms) dictionary.append(term, {.passages = 1});
  return dictionary;
}

}  // namespace

TEST_CASE("like term: itself, or another form of the word") {
  const TermDictionary terms = dictionaryOf({"a", "credit", "grammy", "intercepted", "percent", "sing"});
  const auto like = [&](std::string_view term) {
    const auto number = likeTerm(terms, term);
    return number ? terms.term(*number) : std::string_view();
  };
  CHECK(like("a") == "a");
  CHECK(like("sing") == "sing");
  CHECK(like("credited") == "credit");
  CHECK(like("grammys") == "grammy");
  CHECK(like("intercept") == "intercepted");
  CHECK(like("percentage") == "percent");
  CHECK(like("singer") == "sing");
  CHECK(like("sin") == "");             // too short to tell
  CHECK(like("credibly") == "credit");  // five of eight letters
  CHECK(like("perchloride") == "");
  CHECK(like("zebra") == "");
  CHECK(like("") == "");
  CHECK(!likeTerm(TermDictionary(), "word"));
}
