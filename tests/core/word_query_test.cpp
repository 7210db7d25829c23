// Packed queries for words, and the logarithm that weighs their terms.
#include "words/word_query.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "base/random.h"
#include "words/logarithm.h"

using namespace leann;

TEST_CASE("word query: flags and terms are read") {
  const std::string packed("\x03\x02hi\x00\x01x\x0C\x03\xC3\xBCz", 12);
  const std::vector<uint8_t> bytes(packed.begin(), packed.end());
  const auto query = parseWordQuery(bytes);
  REQUIRE(query.ok());
  const std::vector<QueryTerm>& terms = query.value();
  REQUIRE(terms.size() == 3);
  CHECK(terms[0].term == "hi");
  CHECK((terms[0].prefix && terms[0].typos && !terms[0].required && !terms[0].excluded));
  CHECK((!terms[1].prefix && !terms[1].typos));
  CHECK(terms[2].term == "\xC3\xBCz");
  CHECK((terms[2].required && terms[2].excluded));
  CHECK(parseWordQuery({}).value().empty());
}

TEST_CASE("word query: what is none is refused") {
  const auto refused = [](const std::vector<uint8_t>& bytes) {
    return parseWordQuery(bytes).status().code() == ErrorCode::kInvalidArgument;
  };
  CHECK(refused({0}));
  CHECK(refused({0, 0}));
  CHECK(refused({0, 2, 'a'}));
  CHECK(refused({16, 1, 'a'}));
  std::vector<uint8_t> tooLong(67, 'a');
  tooLong[0] = 0;
  tooLong[1] = 65;
  CHECK(refused(tooLong));
  std::vector<uint8_t> many;
  for (int i = 0; i < 64; ++i) many.insert(many.end(), {0, 1, 'a'});
  CHECK(parseWordQuery(many).value().size() == 64);
  many.insert(many.end(), {0, 1, 'a'});
  CHECK(refused(many));
}

TEST_CASE("word query: the logarithm is the logarithm") {
  Random random(1);
  CHECK(naturalLogarithm(1) == 0);
  for (int i = 0; i < 10000; ++i) {
    const double value = std::ldexp(0.5 + random.unit(), static_cast<int>(random.below(80)) - 40);
    CHECK(std::abs(naturalLogarithm(value) - std::log(value)) < 1e-12 * (1 + std::abs(std::log(value))));
  }
}
