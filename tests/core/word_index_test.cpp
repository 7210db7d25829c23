// Building, growing and compacting an index of words.
#include "words/word_index.h"

#include <cmath>

#include "word_documents.h"
#include "words/combining.h"

using namespace leann;
using namespace leann::testing;

namespace {

Postings postingsOf(const WordIndex& index, const std::string& term) {
  Postings postings;
  const uint32_t number = index.dictionary().lowerBound(term);
  if (number < index.terms() && index.dictionary().term(number) == term) index.read(number, postings);
  return postings;
}

using Numbers = std::vector<uint32_t>;

/// The passages of `documents` that `keep(passage)` is true of, in the documents that any are left of.
template <typename Keep>
WordDocuments filtered(const WordDocuments& documents, Keep keep) {
  WordDocuments left;
  NodeId v = 0;
  for (const WordDocument& document : documents) {
    WordDocument some{.title = document.title, .passages = {}};
    for (const WordPassage& passage : document.passages) {
      if (keep(v++)) some.passages.push_back(passage);
    }
    if (!some.passages.empty()) left.push_back(some);
  }
  return left;
}

}  // namespace

TEST_CASE("word index: knows where each term is, how often, and how long passages are") {
  const auto index = indexOf({
      {{"cats"}, {{{"food"}, {"cats", "eat", "fish", "eat"}}, {{"food"}, {"eat"}}}},
      {{"dogs", "dogs"}, {{{"food"}, {}}, {{}, {"eat", "cats"}}}},
  });
  CHECK(index->passages() == 4);
  CHECK(index->documents() == 2);
  CHECK(index->terms() == 5);
  CHECK(index->dictionary().term(0) == "cats");
  CHECK(std::vector<NodeId>(index->documentStarts().begin(), index->documentStarts().end()) ==
        Numbers{0, 2, 4});
  CHECK(std::vector<NodeId>(index->sectionStarts().begin(), index->sectionStarts().end()) ==
        Numbers{0, 3, 4});
  const Postings eat = postingsOf(*index, "eat");
  CHECK(eat.passages == Numbers{0, 1, 3});
  CHECK(eat.frequencies == std::vector<uint8_t>{2, 1, 1});
  CHECK(eat.sections.empty());
  CHECK(postingsOf(*index, "food").sections == Numbers{0});
  CHECK(postingsOf(*index, "dogs").documents == Numbers{1});
  CHECK(postingsOf(*index, "cats").documents == Numbers{0});
  CHECK(postingsOf(*index, "cats").passages == Numbers{0, 3});
  CHECK(index->length(0) == 4);
  CHECK(index->length(1) == 1);
  CHECK(index->length(2) == 0);
  CHECK(index->length(3) == 2);
  CHECK(index->tokens() == 7);
}

TEST_CASE("word index: a term repeated without end counts as 255, and a passage as 65,535 terms") {
  const auto index = indexOf({{{}, {{{}, Words(1000, "la")}, {{}, Words(254, "la")}}}});
  CHECK(postingsOf(*index, "la").frequencies == std::vector<uint8_t>{255, 254});
  Words many;
  for (int i = 0; i < 300; ++i) many.insert(many.end(), 255, "w" + std::to_string(i));
  CHECK(indexOf({{{}, {{{}, many}}}})->length(0) == 65535);
}

TEST_CASE("word index: the builder refuses what is wrong, and goes on") {
  WordIndexBuilder builder;
  CHECK(builder.passage("", "a").code() == ErrorCode::kInvalidArgument);
  CHECK(builder.beginDocument("").ok());
  CHECK(builder.beginDocument("").code() == ErrorCode::kInvalidArgument);
  CHECK(!builder.finish().ok());
  const std::string longest(64, 'x');
  CHECK(builder.passage("", longest + "x").message() ==
        "leann: cannot index words: a term has 65 bytes, the longest may have 64");
  CHECK(builder.passage(longest + "x", "").code() == ErrorCode::kInvalidArgument);
  CHECK(builder.passage("", std::string("a\0b", 3)).code() == ErrorCode::kInvalidArgument);
  CHECK(builder.passages() == 0);
  CHECK(builder.passage("", "\n\nb\n" + longest + "\n\n").ok());
  CHECK(builder.beginDocument(longest + "x").code() == ErrorCode::kInvalidArgument);
  const auto index = builder.finish();
  REQUIRE(index.ok());
  CHECK(index.value()->terms() == 2);
  CHECK(bytesOf(*index.value()) == bytesOf(*indexOf({{{}, {{{}, {"b", longest}}}}})));
}

TEST_CASE("word index: of nothing") {
  const auto nothing = indexOf({});
  CHECK(nothing->passages() == 0);
  CHECK(nothing->terms() == 0);
  const WordDocuments some = someDocuments(1, 5);
  CHECK(bytesOf(*appended(*nothing, *indexOf(some)).value()) == bytesOf(*indexOf(some)));
  CHECK(bytesOf(*appended(*indexOf(some), *nothing).value()) == bytesOf(*indexOf(some)));
  CHECK(bytesOf(*compacted(*indexOf(some), {}).value()) == bytesOf(*nothing));
}

TEST_CASE("word index: built at once, appended piece by piece, or compacted, it is the same") {
  Random random(5);
  for (uint64_t seed = 0; seed < 60; ++seed) {
    const WordDocuments all = someDocuments(seed, 1 + random.below(30), seed % 3 == 0 ? 8 : 300);
    const std::vector<uint8_t> whole = bytesOf(*indexOf(all));
    std::shared_ptr<const WordIndex> grown = indexOf({});
    for (auto at = all.begin(); at != all.end();) {
      const auto end = at + std::min(all.end() - at, static_cast<std::ptrdiff_t>(1 + random.below(10)));
      grown = appended(*grown, *indexOf({at, end})).value();
      at = end;
    }
    CHECK(bytesOf(*grown) == whole);
    std::vector<NodeId> kept;
    for (NodeId v = 0; v < passagesOf(all); ++v) {
      if (random.below(3) > 0) kept.push_back(v);
    }
    const WordDocuments left =
        filtered(all, [&](NodeId v) { return std::binary_search(kept.begin(), kept.end(), v); });
    CHECK(bytesOf(*compacted(*grown, kept).value()) == bytesOf(*indexOf(left)));
  }
}

TEST_CASE("word index: compaction refuses passages that there are not, or not in order") {
  const auto index = indexOf(someDocuments(1, 3));
  for (const Numbers& wrong : {Numbers{1, 0}, Numbers{1, 1}, Numbers{index->passages()}}) {
    CHECK(compacted(*index, wrong).status().code() == ErrorCode::kInvalidArgument);
  }
}

TEST_CASE("word index: short passages take few bytes") {
  Random random(1);
  WordDocuments documents(5000);
  for (WordDocument& document : documents) {
    document.passages.resize(1);
    Words& body = document.passages[0].body;
    for (int i = 0; i < 16; ++i) {
      // As frequent as words of a language are: the k-th as 1 / k.
      body.push_back("w" + std::to_string(static_cast<uint32_t>(std::exp(random.unit() * std::log(20000)))));
    }
  }
  CHECK(bytesOf(*indexOf(documents)).size() < 5000 * 18);
}
