// One search for words.
#include <emscripten.h>

#include <cstddef>

#include "fields.h"
#include "reader/calls.h"
#include "reader/reader.h"
#include "words/like_term.h"
#include "words/word_search.h"

using namespace leann;

static_assert(offsetof(WordHit, score) == 4 && offsetof(WordHit, coverage) == 8 &&
                  offsetof(WordHit, terms) == 12 && sizeof(WordHit) == 16,
              "web/core/reader-words.ts reads hits as they stand here");

extern "C" {

EMSCRIPTEN_KEEPALIVE bool leann_words_known(const Reader* reader) { return reader->index->words != nullptr; }
// The first passage of each document, and in the end the number of passages. Of an index with words.
EMSCRIPTEN_KEEPALIVE size_t leann_words_starts(const Reader* reader, const NodeId** out) {
  return handOut(reader->index->words->documentStarts(), out);
}
// Writes the number of the term that stands for `term` in a table of terms; false if none does. Of an index
// with words.
EMSCRIPTEN_KEEPALIVE bool leann_words_like(const Reader* reader, const char* term, size_t bytes,
                                           uint32_t* out) {
  const auto number = likeTerm(reader->index->words->dictionary(), {term, bytes});
  if (number) *out = *number;
  return number.has_value();
}
// How many blocks the words' postings come in; 0 if they are in one piece. Of an index with words.
EMSCRIPTEN_KEEPALIVE size_t leann_words_blocks(const Reader* reader) {
  return reader->index->words->blocks().size();
}
EMSCRIPTEN_KEEPALIVE bool leann_words_supply(Status* status, const Reader* reader, uint32_t block,
                                             const uint8_t* bytes, size_t count) {
  return settle(status, reader->index->words->supply(block, {bytes, count}));
}
// `query`: packed (words/word_query.h). `allowed`: bits, or no bytes for all nodes. Of an index with words.
EMSCRIPTEN_KEEPALIVE bool leann_words_search(Status* status, const Reader* reader, const uint8_t* query,
                                             size_t queryBytes, double count, const uint8_t* allowed,
                                             size_t allowedBytes, WordAnswer** out) {
  return settle(status, guarded("search for words", [&]() -> Status {
                  const auto terms = parseWordQuery({query, queryBytes});
                  if (!terms.ok()) return terms.status();
                  const WordIndex* const parts[] = {reader->index->words.get()};
                  Result<WordAnswer> answer =
                      searchWords(parts, terms.value(),
                                  {.count = nearest<uint32_t>(count), .allowed = {allowed, allowedBytes}});
                  if (answer.ok()) *out = new WordAnswer(std::move(answer.value()));
                  return answer.status();
                }));
}
EMSCRIPTEN_KEEPALIVE void leann_words_free(WordAnswer* answer) { delete answer; }
EMSCRIPTEN_KEEPALIVE size_t leann_words_hits(const WordAnswer* answer, const WordHit** out) {
  return handOut(answer->hits, out);
}
EMSCRIPTEN_KEEPALIVE size_t leann_words_matched(const WordAnswer* answer, const uint8_t** out) {
  return handOut(answer->matched, out);
}
EMSCRIPTEN_KEEPALIVE size_t leann_words_missing(const WordAnswer* answer, const uint32_t** out) {
  return handOut(answer->missing, out);
}
EMSCRIPTEN_KEEPALIVE size_t leann_words_permitted(const WordAnswer* answer, const uint8_t** out) {
  return handOut(answer->permitted, out);
}
}
