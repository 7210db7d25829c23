// Ways to count tokens, and what holds of all passages of any text.

import assert from 'node:assert/strict';
import type { Heading } from '../../web/text/heading.js';
import type { Passage, SplitLimits } from '../../web/text/passage.js';
import { trimSpan } from '../../web/text/span.js';

type Count = (text: string) => number;

export const words: Count = (text) => text.match(/\S+/g)?.length ?? 0;
export const points: Count = (text) => [...text].length;
/** Like WordPiece: a long word is one unknown token, a shorter one a token for every four characters. */
export const pieces: Count = (text) =>
  (text.match(/\S+/g) ?? []).reduce(
    (sum, word) => sum + (word.length > 100 ? 1 : Math.ceil(word.length / 4)),
    0,
  );
const characters: Count = (text) => text.length;
/** More for a text than for its parts. */
const superadditive: Count = (text) => Math.floor(words(text) * 1.3) + (text.includes('\n') ? 3 : 0);

export const COUNTS: readonly Count[] = [words, characters, points, pieces, superadditive];

const WORD_CHARACTER = /[\p{L}\p{N}]/u;

export function checkPassages(text: string, passages: Passage[], count: Count, options: SplitLimits): void {
  let end = 0;
  let start = -1;
  for (const passage of passages) {
    assert.equal(text.slice(passage.start, passage.end), passage.text);
    assert.equal(passage.text.trim(), passage.text);
    assert.match(passage.text, WORD_CHARACTER);
    assert.ok(passage.start > start && passage.end > end, 'in order');
    assert.doesNotMatch(text.slice(end, Math.max(end, passage.start)), WORD_CHARACTER, 'nothing left out');
    const repeated = text.slice(passage.start, Math.max(passage.start, end)).trim();
    assert.ok(count(repeated) <= options.overlapTokens, 'repeats within the limit');
    assert.ok(count(passage.text) <= options.maxTokens || points(passage.text) === 1, 'within the limit');
    assert.ok(passage.text.length <= options.maxTokens * 8, 'not too many characters');
    ({ start, end } = passage);
  }
  assert.doesNotMatch(text.slice(end), WORD_CHARACTER, 'nothing left out at the end');
}

/** That no passage ends with a heading that could be with what follows, and that none repeats something before one. */
export function checkHeadings(
  text: string,
  passages: Passage[],
  headings: readonly Heading[],
  count: Count,
  { maxTokens }: SplitLimits,
): void {
  const lines = headings.map((heading) => trimSpan(text, heading));
  let before = 0;
  for (const { start, end } of passages) {
    const next = trimSpan(text, { start: before, end: text.length }).start;
    if (lines.some((line) => line.start === next)) assert.ok(start >= before, 'nothing before a heading');
    before = end;
    const ending = lines.find((line) => line.start < end && end <= line.end);
    if (ending === undefined) continue;
    const body = bodyAfter(text, end, lines);
    if (body === undefined) continue;
    const point = String.fromCodePoint(text.codePointAt(body) ?? 0).length;
    const together = text.slice(ending.start, body + point);
    assert.ok(count(together) > maxTokens || together.length > maxTokens * 8, `ends with ${ending.start}`);
  }
}

/** Where the first text after `from` is that is in no heading. */
function bodyAfter(
  text: string,
  from: number,
  lines: readonly { start: number; end: number }[],
): number | undefined {
  let at = from;
  for (;;) {
    at = trimSpan(text, { start: at, end: text.length }).start;
    const line = lines.find(({ start, end }) => start <= at && at < end);
    if (line === undefined) return at < text.length ? at : undefined;
    at = line.end;
  }
}
