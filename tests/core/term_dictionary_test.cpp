// The dictionary of an index of words.
#include "words/term_dictionary.h"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "base/random.h"

using namespace leann;

TEST_CASE("term dictionary: terms and counts come back, and are found from anywhere before them") {
  Random random(1);
  std::map<std::string, TermCounts> all;
  for (int i = 0; i < 500; ++i) {
    std::string term(1 + random.below(kLongestTerm), 'a');
    for (char& letter : term) letter = static_cast<char>(1 + random.below(255));
    const uint32_t count = random.below(uint64_t{1} << random.below(33));
    all[term] = {.passages = count, .sections = count / 3, .documents = ~count};
  }
  TermDictionary terms;
  size_t bytes = 0;
  for (const auto& [term, counts] : all) {
    terms.append(term, counts);
    bytes += entrySize(term.size(), counts);
  }
  CHECK(terms.size() == all.size());
  CHECK(terms.bytes() == bytes);
  uint32_t number = 0;
  for (const auto& [term, counts] : all) {
    CHECK(terms.term(number) == term);
    const TermCounts read = terms.counts(number);
    CHECK(read.passages == counts.passages);
    CHECK(read.sections == counts.sections);
    CHECK(read.documents == counts.documents);
    for (uint32_t from = 0; from <= number; from += 1 + random.below(20)) {
      CHECK(terms.lowerBound(term, from) == number);
      CHECK(terms.lowerBound(term + '\x01', from) == number + 1);
    }
    ++number;
  }
  CHECK(terms.lowerBound("") == 0);
  CHECK(terms.lowerBound(std::string(65, '\xFF')) == terms.size());
  CHECK(terms.lowerBound("a", terms.size()) == terms.size());
}

TEST_CASE("term dictionary: without terms nothing is found") {
  const TermDictionary terms;
  CHECK(terms.size() == 0);
  CHECK(terms.lowerBound("a") == 0);
}
