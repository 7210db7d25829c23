// Documents of made-up words, and indexes of them.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/random.h"
#include "format/words_section.h"
#include "words/word_index_builder.h"

namespace leann::testing {

using Words = std::vector<std::string>;

struct WordPassage {
  Words headings;
  Words body;
};

struct WordDocument {
  Words title;
  std::vector<WordPassage> passages;
};

using WordDocuments = std::vector<WordDocument>;

inline std::string fieldOf(const Words& words) {
  std::string field;
  for (const std::string& word : words) field += word + '\n';
  return field;
}

inline std::shared_ptr<const WordIndex> indexOf(const WordDocuments& documents) {
  WordIndexBuilder builder;
  for (const WordDocument& document : documents) {
    REQUIRE(builder.beginDocument(fieldOf(document.title)).ok());
    for (const WordPassage& passage : document.passages) {
      REQUIRE(builder.passage(fieldOf(passage.headings), fieldOf(passage.body)).ok());
    }
  }
  auto index = builder.finish();
  REQUIRE_MESSAGE(index.ok(), index.status().message());
  return index.value();
}

inline std::vector<uint8_t> bytesOf(const WordIndex& index) {
  ByteWriter out;
  writeWords(index, out);
  return std::move(out.bytes());
}

/// A word of a language in which few are frequent and most are rare.
inline std::string someWord(Random& random, uint32_t vocabulary) {
  static const char* const syllables[] = {"ba", "ka", "lo", "mi", "ne", "ü", "ße", "та", "x", "7"};
  const double unit = random.unit();
  auto number = static_cast<uint32_t>(unit * unit * unit * vocabulary);
  std::string word;
  do {
    word += syllables[number % 10];
    number /= 10;
  } while (number > 0);
  return word;
}

inline Words someWords(Random& random, uint32_t most, uint32_t vocabulary) {
  Words words(random.below(most + 1));
  for (std::string& word : words) word = someWord(random, vocabulary);
  return words;
}

/// Documents of one to five passages, some of which share their headings; a field may be empty.
inline WordDocuments someDocuments(uint64_t seed, uint32_t count, uint32_t vocabulary = 300) {
  Random random(seed);
  WordDocuments documents(count);
  Words headings;
  for (WordDocument& document : documents) {
    document.title = someWords(random, 4, vocabulary);
    document.passages.resize(1 + random.below(5));
    for (WordPassage& passage : document.passages) {
      if (random.below(3) == 0) headings = someWords(random, 3, 12);
      passage.headings = headings;
      passage.body = someWords(random, 30, vocabulary);
    }
  }
  return documents;
}

inline uint32_t passagesOf(const WordDocuments& documents) {
  size_t count = 0;
  for (const WordDocument& document : documents) count += document.passages.size();
  return static_cast<uint32_t>(count);
}

}  // namespace leann::testing
