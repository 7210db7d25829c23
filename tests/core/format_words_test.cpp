// Words in index files: kept, optional, and never believed unchecked.
#include <limits>

#include "build/compaction.h"
#include "build/insertion.h"
#include "damaged_words.h"
#include "file_parts.h"
#include "word_documents.h"
#include "words/combining.h"
#include "words/word_search.h"

using namespace leann;
using namespace leann::testing;

namespace {

// 30 passages of words beside the small file's graph.
const std::shared_ptr<const WordIndex>& smallWords() {
  static const auto words = [] {
    WordDocuments documents = someDocuments(3, 9, 40);
    while (passagesOf(documents) > 29) documents.pop_back();
    while (passagesOf(documents) < 30) documents.push_back({{"one"}, {{{"more"}, {"and", "more"}}}});
    return indexOf(documents);
  }();
  return words;
}

Index wordedIndex() {
  Index index = buildIndex(smallTable(), {.subspaces = 3, .bits = 4});
  index.words = smallWords();
  return index;
}

constexpr size_t kPassages = 0, kDocuments = 4, kSections = 8, kTerms = 12, kEntries = 16, kDictionary = 20,
                 kWork = 24, kHeader = 32;  // of WORD

Bytes& wordsOf(Parts& parts) {
  for (Parts::Section& section : parts.sections) {
    if (section.name == "WORD") return section.bytes;
  }
  FAIL("no words");
  return parts[0];
}

template <typename Change>
Bytes changed(Change change) {
  static const Bytes file = encoded(wordedIndex());
  Parts parts = split(file);
  change(wordsOf(parts));
  return join(parts);
}

// Searches an index of words that passed for sound for all of its terms.
void searchToTheEnd(const WordIndex& words) {
  const WordIndex* const parts[] = {&words};
  for (uint32_t i = 0; i < words.terms(); ++i) {
    const QueryTerm query[] = {{.term = words.dictionary().term(i), .required = i % 3 == 0},
                               {.term = "ba", .prefix = true, .typos = true, .excluded = i % 5 == 0}};
    const Result<WordAnswer> answer = searchWords(parts, query, {.count = 50});
    REQUIRE(answer.ok());
    for (const WordHit& hit : answer.value().hits) {
      if (hit.node >= words.passages() || !std::isfinite(hit.score)) FAIL("a hit that cannot be");
    }
  }
}

}  // namespace

TEST_CASE("format: words come back, and are written as the same bytes") {
  const Bytes file = encoded(wordedIndex());
  const Result<Index> opened = decodeIndex(file);
  REQUIRE(opened.ok());
  REQUIRE(opened.value().words != nullptr);
  CHECK(bytesOf(*opened.value().words) == bytesOf(*smallWords()));
  CHECK(encoded(opened.value()) == file);
  const SizeReport described = describeFile(file).value().sizes;
  CHECK(described.words == bytesOf(*smallWords()).size());
  const SizeReport reckoned = sizeReport(wordedIndex()).value();
  CHECK(reckoned.words == described.words);
  CHECK(reckoned.total == file.size());
  CHECK(reckoned.rest == described.rest);
}

TEST_CASE("format: a file without words has none, and is what it was before") {
  const Index index = buildIndex(smallTable(), {.subspaces = 3, .bits = 4});
  CHECK(decodeIndex(encoded(index)).value().words == nullptr);
  Parts parts = split(encoded(wordedIndex()));
  parts.sections.erase(std::find_if(parts.sections.begin(), parts.sections.end(),
                                    [](const Parts::Section& section) { return section.name == "WORD"; }));
  CHECK(join(parts) == encoded(index));
  CHECK(sizeReport(index).value().words == 0);
}

TEST_CASE("format: words are optional, and no attachment") {
  Parts parts = split(encoded(wordedIndex()));
  for (Parts::Section& section : parts.sections) {
    if (section.name != "WORD") continue;
    CHECK(section.kind == 0);
    section.kind = 2;
  }
  checkCorrupt(join(parts), "attachment");
}

TEST_CASE(
    "format: compaction keeps the words of the passages that are left, insertion leaves them to others") {
  Index index = wordedIndex();
  const std::vector<NodeId> gone{0, 7, 8, 29};
  const Compacted less = compacted(without(index, gone).value()).value();
  CHECK(bytesOf(*less.index.words) == bytesOf(*compacted(*smallWords(), less.kept).value()));
  CHECK(less.index.words->passages() == 26);
  CHECK(compacted(index).value().index.words == index.words);
  CHECK(extended(index, std::vector<float>(8, 0.5F)).value().words == nullptr);
}

TEST_CASE("format: counts of words that cannot be are corrupt, checksums or not") {
  checkCounts({kPassages, kDocuments, kSections, kTerms, kEntries, kDictionary, kWork},
              [](auto change) { return changed(change); });
  checkCorrupt(changed([](Bytes& bytes) { put(bytes, kWork, std::numeric_limits<uint64_t>::max(), 8); }),
               "memory");
  checkCorrupt(changed([](Bytes& bytes) { put(bytes, kPassages, 31, 4); }), "another number of passages");
}

TEST_CASE("format: words that are cut short or too long are corrupt, checksums or not") {
  Parts whole = split(changed([](Bytes&) {}));
  for (size_t size = 0; size < wordsOf(whole).size(); ++size) {
    checkCorrupt(changed([&](Bytes& bytes) { bytes.resize(size); }), "words");
  }
  for (const uint8_t extra : {uint8_t{0}, uint8_t{0xFF}}) {
    checkCorrupt(changed([&](Bytes& bytes) { bytes.push_back(extra); }), "words");
    checkCorrupt(changed([&](Bytes& bytes) {
                   const size_t end = kHeader + static_cast<size_t>(get(bytes, kDictionary, 4));
                   bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(end), extra);
                   put(bytes, kDictionary, end + 1 - kHeader, 4);
                 }),
                 "words");
  }
}

TEST_CASE("format: whatever the section of words holds, an error, or words that can be searched and saved") {
  Random random(9);
  uint32_t opened = 0;
  for (int round = 0; round < 4000; ++round) {
    const Bytes file = changed([&](Bytes& bytes) { damage(bytes, random, round % 2 == 0); });
    const Result<Index> index = decodeIndex(file);
    if (!index.ok()) {
      CHECK(index.status().code() == ErrorCode::kCorrupt);
      continue;
    }
    ++opened;
    CHECK(encoded(index.value()) == file);
    if (opened % 16 == 0) searchToTheEnd(*index.value().words);
    std::vector<NodeId> kept{1, 2, 17};
    CHECK(compacted(*index.value().words, kept).ok());
  }
  CHECK(opened > 20);
}

TEST_CASE("format: words that take more memory, or time, than their file has room for") {
  // Passages that all have the same terms take next to nothing.
  const uint32_t nodes = 3000;
  Index index = buildIndex(tableOf(clusteredVectors(nodes, 4, 3), 4),
                           {.M = 4, .efConstruction = 8, .rotation = RotationKind::kRandom});
  Words words;
  for (int i = 0; i < 3000; ++i) words.push_back("w" + std::to_string(i));
  index.words = indexOf(WordDocuments(nodes, {{}, {{{}, words}}}));
  const Bytes file = encoded(index);
  Parts parts = split(file);
  CHECK(parts.sections.back().name == "PADD");
  CHECK(decodeIndex(file).ok());
  CHECK(sizeReport(index).value().total == file.size());
  parts.sections.pop_back();
  checkCorrupt(join(parts), "take more memory");
}
