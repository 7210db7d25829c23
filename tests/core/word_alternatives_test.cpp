// The terms that stand for what was typed: completions and corrections, against plain ones.
#include "word_documents.h"
#include "words/alternatives.h"
#include "words/code_points.h"

using namespace leann;
using namespace leann::testing;

namespace {

using Found = std::vector<std::pair<std::string, float>>;

Found alternatives(const QueryTerm& query, const std::vector<const WordIndex*>& parts) {
  Found found;
  for (const Alternative& each : alternativesOf(query, parts)) {
    found.emplace_back(std::string(each.term), each.factor);
  }
  return found;
}

std::vector<uint32_t> lettersOf(std::string_view text) {
  std::vector<uint32_t> letters;
  for (size_t at = 0; at < text.size();) {
    const size_t end = codePointEnd(text, at);
    letters.push_back(codePoint(text, at, end));
    at = end;
  }
  return letters;
}

/// Optimal string alignment, by its definition.
uint32_t editsBetween(std::string_view a, std::string_view b) {
  const std::vector<uint32_t> x = lettersOf(a), y = lettersOf(b);
  std::vector<std::vector<uint32_t>> d(x.size() + 1, std::vector<uint32_t>(y.size() + 1));
  for (uint32_t i = 0; i <= x.size(); ++i) {
    for (uint32_t j = 0; j <= y.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (x[i - 1] == y[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[x.size()][y.size()];
}

/// Each word as many times as it says.
std::shared_ptr<const WordIndex> indexOfWords(const std::vector<std::pair<std::string, int>>& words) {
  WordDocuments documents;
  for (const auto& [word, times] : words) {
    for (int i = 0; i < times; ++i) documents.push_back({{}, {{{}, {word}}}});
  }
  return indexOf(documents);
}

}  // namespace

TEST_CASE("word alternatives: the term itself, and completions if it is being typed") {
  const auto first = indexOfWords({{"car", 1}, {"cart", 3}, {"carton", 1}, {"dog", 9}});
  const auto second = indexOfWords({{"car", 1}, {"care", 2}, {"carton", 3}});
  const std::vector<const WordIndex*> parts{first.get(), second.get()};
  CHECK(alternatives({"car"}, parts) == Found{{"car", 1.0F}});
  CHECK(alternatives({"car", true}, parts) ==
        Found{{"car", 1.0F}, {"carton", 0.6F}, {"cart", 0.6F}, {"care", 0.6F}});
  CHECK(alternatives({"ca", true}, parts).size() == 4);
  CHECK(alternatives({"carx", true}, parts).empty());
  CHECK(alternatives({"c"}, parts).empty());
  // Only the very term leaves passages out.
  CHECK(alternatives({"car", true, true, false, true}, parts) == Found{{"car", 1.0F}});
  CHECK(alternatives({"carx", true, true, false, true}, parts).empty());
}

TEST_CASE("word alternatives: of many completions the most frequent, of equal ones the first in order") {
  std::vector<std::pair<std::string, int>> words;
  for (int i = 0; i < 100; ++i)
    words.emplace_back("go" + std::to_string(100 + i), i == 77 ? 3 : i < 50 ? 1 : 2);
  const auto index = indexOfWords(words);
  const Found found = alternatives({"go", true}, {index.get()});
  REQUIRE(found.size() == 64);
  CHECK(found[0].first == "go177");
  CHECK(found[1].first == "go150");
  CHECK(found[49].first == "go199");
  CHECK(found[50].first == "go100");
  CHECK(found[63].first == "go113");
}

TEST_CASE("word alternatives: typos of one edit from 4 letters on, of two from 8 on, the nearest alone") {
  const auto index =
      indexOfWords({{"database", 3}, {"databases", 1}, {"über", 1}, {"cat", 1}, {"internet", 1}});
  const auto typed = [&](const char* word) { return alternatives({word, false, true}, {index.get()}); };
  CHECK(typed("databse") == Found{{"database", 0.7F}});
  CHECK(typed("databaes") == Found{{"database", 0.7F}, {"databases", 0.7F}});
  CHECK(typed("dtabses") == Found{});
  CHECK(typed("intrenat") == Found{{"internet", 0.5F}});
  CHECK(typed("uber") == Found{{"über", 0.7F}});
  CHECK(typed("übre") == Found{{"über", 0.7F}});
  CHECK(typed("cta").empty());
  CHECK(typed("database") == Found{{"database", 1.0F}});
  CHECK(alternatives({"databse"}, {index.get()}).empty());
  // A completion is as good as the term.
  CHECK(alternatives({"datab", true, true}, {index.get()}).size() == 2);
  CHECK(alternatives({"inetr", true, true}, {index.get()}).empty());
}

TEST_CASE("word alternatives: corrections are those that comparing with every term gives") {
  Random random(4);
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const auto first = indexOf(someDocuments(seed, 60, 4000));
    const auto second = indexOf(someDocuments(seed + 100, 20, 4000));
    const std::vector<const WordIndex*> parts{first.get(), second.get()};
    for (int round = 0; round < 25; ++round) {
      std::string typed = someWord(random, 4000) + someWord(random, 30);
      if (round % 2 == 0) std::swap(typed[random.below(typed.size())], typed[random.below(typed.size())]);
      if (typed.size() > kLongestTerm) continue;
      const size_t letters = codePoints(typed);
      uint32_t nearest = letters < 4 ? 0 : letters < 8 ? 1 : 2;
      std::vector<std::string> best;
      for (const WordIndex* part : parts) {
        for (uint32_t i = 0; i < part->terms(); ++i) {
          const std::string term(part->dictionary().term(i));
          const uint32_t edits = editsBetween(typed, term);
          if (edits > nearest) continue;
          if (edits < nearest) best.clear();
          nearest = edits;
          if (std::find(best.begin(), best.end(), term) == best.end()) best.push_back(term);
        }
      }
      Found found = alternatives({typed, false, true}, parts);
      CHECK(found.size() == std::min<size_t>(best.size(), nearest == 0 ? 1 : 16));
      for (const auto& [term, factor] : found) {
        CHECK(std::find(best.begin(), best.end(), term) != best.end());
        CHECK(factor == (nearest == 0 ? 1.0F : nearest == 1 ? 0.7F : 0.5F));
      }
    }
  }
}

TEST_CASE("word alternatives: terms that are no UTF-8 do no harm") {
  Random random(6);
  WordDocuments documents;
  for (int i = 0; i < 500; ++i) {
    std::string word(1 + random.below(12), '\0');
    for (char& byte : word) byte = static_cast<char>(random.below(3) == 0 ? 0xFF - random.below(140) : 'a');
    documents.push_back({{}, {{{}, {word}}}});
  }
  const auto index = indexOf(documents);
  for (const WordDocument& document : documents) {
    const std::string word = document.passages[0].body[0];
    const Found found = alternatives({word + "\xBF", true, true}, {index.get()});
    CHECK(found.size() <= 80);
    CHECK(alternatives({word}, {index.get()}).size() == 1);
  }
}
