// Searches for words in leann-reader.wasm.

import type { Failure, WordAnswer } from './handles.js';
import type { Address, ReaderMemory } from './reader-calls.js';

/** Bytes of a WordHit of src/words/word_search.h: node, score, coverage and terms; bindings/reader/words.cpp checks it. */
const HIT = 16;

/** In the index of a reader, which has words. */
export function searchReaderWords(
  memory: ReaderMemory,
  reader: Address,
  query: Uint8Array,
  count: number,
  allowed: Uint8Array,
): WordAnswer | Failure {
  const { exports, out } = memory;
  return memory.with([query, allowed], 'search for words', (terms = 0, bits = 0) => {
    const failure = memory.attempt((status) =>
      exports.leann_words_search(status, reader, terms, query.length, count, bits, allowed.length, out),
    );
    if (failure) return failure;
    const answer = memory.handedOut();
    try {
      return readAnswer(memory, answer);
    } finally {
      exports.leann_words_free(answer);
    }
  });
}

function readAnswer(memory: ReaderMemory, answer: Address): WordAnswer {
  const { exports, out } = memory;
  const bytesOf = (count: number) => memory.bytes(memory.handedOut(), count).slice();
  const count = exports.leann_words_hits(answer, out);
  const view = new DataView(bytesOf(count * HIT).buffer);
  const rows = Array.from({ length: count }, (_, row) => row * HIT);
  const permitted = bytesOf(exports.leann_words_permitted(answer, out));
  return {
    ids: Uint32Array.from(rows, (row) => view.getUint32(row, true)),
    scores: Float32Array.from(rows, (row) => view.getFloat32(row + 4, true)),
    coverage: Float32Array.from(rows, (row) => view.getFloat32(row + 8, true)),
    terms: Uint32Array.from(rows, (row) => view.getUint32(row + 12, true)),
    matched: bytesOf(exports.leann_words_matched(answer, out)),
    missing: missingOf(memory, answer),
    ...(permitted.length > 0 && { permitted }),
  };
}

function missingOf(memory: ReaderMemory, answer: Address): Uint32Array {
  const count = memory.exports.leann_words_missing(answer, memory.out);
  return memory.words(memory.handedOut(), count).slice();
}
