// Failed allocations while words are indexed, kept and searched: an error, and nothing leaks. Native only.
#ifndef __EMSCRIPTEN__

#include "build/compaction.h"
#include "fail_everywhere.h"
#include "file_parts.h"
#include "word_documents.h"
#include "words/combining.h"
#include "words/word_search.h"

using namespace leann;
using namespace leann::testing;

namespace {

const std::shared_ptr<const WordIndex>& someWordIndex() {
  static const auto index = indexOf(someDocuments(2, 12, 60));
  return index;
}

}  // namespace

TEST_CASE("allocation: indexing words") {
  failEverywhere([&]() -> ErrorCode {
    WordIndexBuilder builder;
    for (const char* title : {"one\ntwo", "a term that takes memory of its own"}) {
      if (const Status status = builder.beginDocument(title); !status.ok()) return status.code();
      for (const char* body : {"la\nla\nland", "another term that takes memory of its own\nla"}) {
        if (const Status status = builder.passage("some\nheading", body); !status.ok()) return status.code();
      }
    }
    return builder.finish().status().code();
  });
}

TEST_CASE("allocation: a builder of words that ran out of memory refuses to go on") {
  for (uint64_t k = 0; k < 3; ++k) {
    WordIndexBuilder builder;
    REQUIRE(builder.beginDocument("").ok());
    bool ok = false;
    {
      const Shortage shortage(k, false);
      ok = builder.passage("above", "one\ntwo").ok();
    }
    REQUIRE(!ok);
    CHECK(builder.passage("", "more").code() == ErrorCode::kOutOfMemory);
    CHECK(builder.beginDocument("").code() == ErrorCode::kOutOfMemory);
    CHECK(builder.finish().status().code() == ErrorCode::kOutOfMemory);
  }
}

TEST_CASE("allocation: appending and compacting words") {
  const WordIndex& words = *someWordIndex();
  const std::vector<NodeId> kept{0, 3, 4, 9};
  failEverywhere([&] { return appended(words, words).status().code(); });
  failEverywhere([&] { return compacted(words, kept).status().code(); });
}

TEST_CASE("allocation: opening, describing, encoding and compacting an index with words") {
  Index index = buildIndex(smallTable(), {.subspaces = 3, .bits = 4});
  WordDocuments documents(30, {{"title"}, {{{"heading"}, {"some", "words", "some"}}}});
  documents[7].passages[0].body.emplace_back("rare");
  index.words = indexOf(documents);
  index.removed.insert(5);
  const Bytes file = encoded(index);
  failEverywhere([&] { return decodeIndex(file).status().code(); });
  failEverywhere([&] { return describeFile(file).status().code(); });
  failEverywhere([&] { return encodeIndex(index).status().code(); });
  failEverywhere([&] { return sizeReport(index).status().code(); });
  failEverywhere([&] { return compacted(index).status().code(); });
}

TEST_CASE("allocation: searching for words") {
  const WordIndex* const parts[] = {someWordIndex().get(), someWordIndex().get()};
  const std::string packed(
      "\x05\x01"
      "b\x02\x08"
      "kakakaka\x08\x02lo\x03\x04mita",
      23);
  const std::vector<uint8_t> bytes(packed.begin(), packed.end());
  failEverywhere([&]() -> ErrorCode {
    const Result<std::vector<QueryTerm>> query = parseWordQuery(bytes);
    if (!query.ok()) return query.status().code();
    return searchWords(parts, query.value(), {.count = 7}).status().code();
  });
}

#endif  // __EMSCRIPTEN__
