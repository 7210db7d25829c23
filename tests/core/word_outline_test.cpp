// Words whose postings come in blocks: found as if they were all there, and never believed unchecked.
#include <limits>

#include "damaged_words.h"
#include "file_parts.h"
#include "word_documents.h"
#include "words/combining.h"
#include "words/outlining.h"
#include "words/word_search.h"

using namespace leann;
using namespace leann::testing;

namespace {

constexpr uint32_t kBlockBytes = 64;

const std::shared_ptr<const WordIndex>& someIndex() {
  static const auto index = indexOf(someDocuments(5, 60));
  return index;
}

OutlinedWords outlinedOf(const WordIndex& index) {
  Result<OutlinedWords> words = outlined(index, kBlockBytes);
  REQUIRE_MESSAGE(words.ok(), words.status().message());
  return std::move(words.value());
}

WordAnswer answerOf(const WordIndex& index, std::span<const QueryTerm> query) {
  const WordIndex* const parts[] = {&index};
  Result<WordAnswer> answer = searchWords(parts, query, {.count = 1000});
  REQUIRE(answer.ok());
  return std::move(answer.value());
}

/// Supplies what the answer lacks until it lacks nothing.
WordAnswer fetchedAnswer(const OutlinedWords& words, std::span<const QueryTerm> query, size_t& fetched) {
  for (int round = 0;; ++round) {
    REQUIRE(round < 3);
    WordAnswer answer = answerOf(*words.outline, query);
    if (answer.missing.empty()) return answer;
    for (const uint32_t block : answer.missing) {
      REQUIRE(words.outline->supply(block, words.blocks[block]).ok());
      ++fetched;
    }
  }
}

void checkSame(const WordAnswer& a, const WordAnswer& b) {
  REQUIRE(a.hits.size() == b.hits.size());
  for (size_t i = 0; i < a.hits.size(); ++i) {
    CHECK(a.hits[i].node == b.hits[i].node);
    CHECK(a.hits[i].score == b.hits[i].score);
    CHECK(a.hits[i].coverage == b.hits[i].coverage);
  }
  CHECK(a.matched == b.matched);
  CHECK(a.permitted == b.permitted);
}

Index outlinedIndex(uint32_t blockBytes = 8) {
  Index index = buildIndex(smallTable(), {.subspaces = 3, .bits = 4});
  WordDocuments documents = someDocuments(3, 9, 40);
  while (passagesOf(documents) > 29) documents.pop_back();
  while (passagesOf(documents) < 30) documents.push_back({{"one"}, {{{"more"}, {"and", "more"}}}});
  index.words = outlined(*indexOf(documents), blockBytes).value().outline;
  return index;
}

constexpr size_t kPassages = 0, kDocuments = 4, kSections = 8, kTerms = 12, kEntries = 16, kDictionary = 20,
                 kBlocks = 24;  // of TERM

Bytes& termsOf(Parts& parts) {
  for (Parts::Section& section : parts.sections) {
    if (section.name == "TERM") return section.bytes;
  }
  FAIL("no terms");
  return parts[0];
}

template <typename Change>
Bytes changed(Change change) {
  static const Bytes file = encoded(outlinedIndex());
  Parts parts = split(file);
  change(termsOf(parts));
  return join(parts);
}

}  // namespace

TEST_CASE("outlined words: an answer says which blocks it lacks, and with them is that of the whole") {
  const WordIndex& whole = *someIndex();
  const TermDictionary& terms = whole.dictionary();
  for (uint32_t i = 0; i + 7 < terms.size(); i += 5) {
    const OutlinedWords words = outlinedOf(whole);
    REQUIRE(words.blocks.size() > 10);
    CHECK(!words.outline->isWhole());
    const QueryTerm query[] = {{.term = terms.term(i)},
                               {.term = terms.term(i + 7), .required = i % 2 == 0},
                               {.term = terms.term((i * 3) % terms.size()), .excluded = i % 3 == 0}};
    size_t fetched = 0;
    checkSame(fetchedAnswer(words, query, fetched), answerOf(whole, query));
    CHECK(fetched >= 1);
    CHECK(fetched <= 3);
  }
}

TEST_CASE("outlined words: what was typed so far is completed from a few blocks, whatever is at hand") {
  const WordIndex& whole = *someIndex();
  const QueryTerm query[] = {{.term = "m", .prefix = true}};
  const OutlinedWords words = outlinedOf(whole);
  size_t fetched = 0;
  const WordAnswer answer = fetchedAnswer(words, query, fetched);
  CHECK(fetched >= 1);
  CHECK(fetched <= 4);
  CHECK(!answer.hits.empty());
  const OutlinedWords all = outlinedOf(whole);
  for (uint32_t i = 0; i < all.blocks.size(); ++i) REQUIRE(all.outline->supply(i, all.blocks[i]).ok());
  checkSame(answerOf(*all.outline, query), answer);
}

TEST_CASE("outlined words: a typing error is found as in the whole") {
  const WordIndex& whole = *someIndex();
  const QueryTerm query[] = {{.term = "ka7loX", .typos = true}};
  const OutlinedWords words = outlinedOf(whole);
  size_t fetched = 0;
  const WordAnswer answer = fetchedAnswer(words, query, fetched);
  CHECK(fetched <= 4);
  CHECK(answer.hits.size() <= answerOf(whole, query).hits.size());
}

TEST_CASE("outlined words: lengths, starts and the postings of all blocks are those of the whole") {
  for (const uint32_t bytes : {1U, 64U, 1U << 20U}) {
    const WordIndex& whole = *someIndex();
    const OutlinedWords words = outlined(whole, bytes).value();
    CHECK(words.outline->tokens() == whole.tokens());
    CHECK(words.outline->titled() == whole.titled());
    CHECK(words.outline->titleTokens() == whole.titleTokens());
    CHECK(words.outline->work() == whole.work());
    CHECK(inOnePiece(*words.outline).status().code() == ErrorCode::kInvalidArgument);
    for (uint32_t i = 0; i < words.blocks.size(); ++i) {
      REQUIRE(words.outline->supply(i, words.blocks[i]).ok());
      REQUIRE(words.outline->supply(i, words.blocks[i]).ok());
    }
    CHECK(words.outline->isWhole());
    CHECK(bytesOf(*inOnePiece(*words.outline).value()) == bytesOf(whole));
  }
}

TEST_CASE("outlined words: with cuts, blocks end there, or at twice the bytes") {
  const WordIndex& whole = *someIndex();
  const auto startsOf = [](const OutlinedWords& words) {
    std::vector<uint32_t> starts;
    for (const PostingBlock& block : words.outline->blocks()) starts.push_back(block.firstTerm);
    return starts;
  };
  const OutlinedWords usual = outlinedOf(whole);
  const std::vector<uint32_t> starts = startsOf(usual);
  const OutlinedWords again = outlined(whole, kBlockBytes, starts).value();
  CHECK(startsOf(again) == starts);
  CHECK(again.blocks == usual.blocks);
  const std::vector<uint32_t> some{0, 3, 4, whole.terms() + 5};
  const OutlinedWords cut = outlined(whole, kBlockBytes, some).value();
  const std::vector<uint32_t> found = startsOf(cut);
  REQUIRE(found.size() > 3);
  CHECK(std::vector<uint32_t>(found.begin(), found.begin() + 3) == std::vector<uint32_t>{0, 3, 4});
  for (size_t i = 2; i + 1 < cut.blocks.size(); ++i) CHECK(cut.blocks[i].size() >= size_t{2} * kBlockBytes);
  for (uint32_t i = 0; i < cut.blocks.size(); ++i) REQUIRE(cut.outline->supply(i, cut.blocks[i]).ok());
  CHECK(bytesOf(*inOnePiece(*cut.outline).value()) == bytesOf(whole));
}

TEST_CASE("outlined words: nothing is made of them that needs all postings") {
  const OutlinedWords words = outlinedOf(*someIndex());
  const std::vector<NodeId> kept{0, 1};
  for (const Status& status :
       {appended(*words.outline, *someIndex()).status(), appended(*someIndex(), *words.outline).status(),
        compacted(*words.outline, kept).status(), outlined(*words.outline, 64).status()}) {
    CHECK(status.code() == ErrorCode::kInvalidArgument);
    CHECK(status.message().find("not all of their postings") != std::string::npos);
  }
  CHECK(outlined(*someIndex(), 0).status().code() == ErrorCode::kInvalidArgument);
}

TEST_CASE("outlined words: blocks that are not its own are refused, and leave it as it was") {
  const OutlinedWords words = outlinedOf(*someIndex());
  const auto count = static_cast<uint32_t>(words.blocks.size());
  CHECK(words.outline->supply(count, words.blocks[0]).code() == ErrorCode::kInvalidArgument);
  CHECK(words.outline->supply(0, {}).code() == ErrorCode::kCorrupt);
  Bytes longer = words.blocks[0];
  longer.push_back(0);
  CHECK(words.outline->supply(0, longer).code() == ErrorCode::kCorrupt);
  Random random(4);
  uint32_t refused = 0;
  for (int round = 0; round < 2000; ++round) {
    const OutlinedWords fresh = outlinedOf(*indexOf(someDocuments(7, 4)));
    const uint32_t block = random.below(static_cast<uint32_t>(fresh.blocks.size()));
    Bytes bytes = fresh.blocks[block];
    const uint32_t at = random.below(static_cast<uint32_t>(bytes.size()));
    bytes[at] = static_cast<uint8_t>(bytes[at] ^ (1U << random.below(8)));
    const Status status = fresh.outline->supply(block, bytes);
    if (!status.ok()) {
      ++refused;
      CHECK(status.code() == ErrorCode::kCorrupt);
      CHECK(status.message().find("leann: cannot take words") == 0);
      CHECK(fresh.outline->supply(block, fresh.blocks[block]).ok());
    }
    const QueryTerm query[] = {{.term = "ba"}, {.term = "k", .prefix = true}};
    (void)answerOf(*fresh.outline, query);
  }
  CHECK(refused > 100);
}

TEST_CASE("outlined words: in a file they come back, and are written as the same bytes") {
  const Bytes file = encoded(outlinedIndex());
  const Result<Index> opened = decodeIndex(file);
  REQUIRE_MESSAGE(opened.ok(), opened.status().message());
  REQUIRE(opened.value().words != nullptr);
  CHECK(!opened.value().words->isWhole());
  CHECK(opened.value().words->blocks().size() == outlinedIndex().words->blocks().size());
  CHECK(encoded(opened.value()) == file);
  const SizeReport described = describeFile(file).value().sizes;
  const SizeReport reckoned = sizeReport(outlinedIndex()).value();
  CHECK(described.words > 0);
  CHECK(reckoned.words == described.words);
  CHECK(reckoned.total == file.size());
}

TEST_CASE("outlined words: counts that cannot be are corrupt, checksums or not") {
  checkCounts({kPassages, kDocuments, kSections, kTerms, kEntries, kDictionary, kBlocks},
              [](auto change) { return changed(change); });
}

TEST_CASE("outlined words: cut short or too long they are corrupt, checksums or not") {
  Parts whole = split(changed([](Bytes&) {}));
  for (size_t size = 0; size < termsOf(whole).size(); ++size) {
    checkCorrupt(changed([&](Bytes& bytes) { bytes.resize(size); }), "words");
  }
  checkCorrupt(changed([&](Bytes& bytes) { bytes.push_back(0); }), "words");
}

TEST_CASE("outlined words: whatever their section holds, an error, or words that can be asked") {
  Random random(9);
  uint32_t opened = 0;
  for (int round = 0; round < 3000; ++round) {
    const Bytes file = changed([&](Bytes& bytes) { damage(bytes, random, round % 2 == 0); });
    const Result<Index> index = decodeIndex(file);
    if (!index.ok()) {
      CHECK(index.status().code() == ErrorCode::kCorrupt);
      continue;
    }
    ++opened;
    CHECK(encoded(index.value()) == file);
    const WordIndex& words = *index.value().words;
    for (const PostingBlock& block : words.blocks()) {
      const auto number = static_cast<uint32_t>(&block - words.blocks().data());
      (void)words.supply(number, Bytes(words.blockBytes(number), static_cast<uint8_t>(random.below(256))));
    }
    const QueryTerm query[] = {{.term = words.dictionary().term(0)}, {.term = "b", .prefix = true}};
    for (const WordHit& hit : answerOf(words, query).hits) CHECK(hit.node < words.passages());
  }
  CHECK(opened > 0);
}
