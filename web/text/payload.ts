// Finds data in base64 inside a text: no words to embed, and often longer than all the words around it.

import type { Span } from './span.js';

/** A stretch of at least this many characters may be data without saying so. */
const SHORTEST = 512;
/** Lines of data are at least this long; usual are 64 and 76 characters. */
const SHORTEST_LINE = 40;
/** The most characters of a data URI before its data: the type and its parameters. */
const LONGEST_TYPE = 200;
/** Data of any kind has at least one capital and one small letter in 16 characters, and one digit in 64. */
const LETTER_SHARE = 16;
const DIGIT_SHARE = 64;

const MARK = /;base64,/gi;

/**
 * The stretches of a text that are data in base64, in order: URIs `data:…;base64,…`, and long runs of its characters that
 * mix capital letters, small letters and digits, broken into lines or not. Hexadecimal digits are not among them.
 */
export function payloadSpans(text: string): Span[] {
  const uris = dataUris(text);
  const spans: Span[] = [];
  let at = 0;
  for (const uri of [...uris, { start: text.length, end: text.length }]) {
    for (const run of longRuns(text, at, uri.start)) spans.push(run);
    if (uri.start < uri.end) spans.push(uri);
    at = uri.end;
  }
  return spans;
}

function dataUris(text: string): Span[] {
  const uris: Span[] = [];
  for (const { index } of text.matchAll(MARK)) {
    const after = uris.at(-1)?.end ?? 0;
    if (index < after) continue;
    const start = schemeBefore(text, index, after);
    if (start === undefined) continue;
    const first = runEnd(text, index + ';base64,'.length, isUriData);
    uris.push({ start, end: linesEnd(text, first, undefined) });
  }
  return uris;
}

/** Where `data:` is, close before the mark and not before `after`. */
function schemeBefore(text: string, mark: number, after: number): number | undefined {
  const from = Math.max(after, mark - LONGEST_TYPE);
  const before = text.slice(from, mark).toLowerCase();
  const scheme = before.lastIndexOf('data:');
  return scheme < 0 || /[\s<>"'()]/.test(before.slice(scheme)) ? undefined : from + scheme;
}

function* longRuns(text: string, from: number, to: number): Generator<Span> {
  for (let at = from; at < to; ) {
    if (!isData(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    const lineEnd = Math.min(to, runEnd(text, start, isData));
    const isLine = lineEnd - start >= SHORTEST_LINE;
    at = isLine ? Math.min(to, linesEnd(text, lineEnd, lineEnd - start)) : lineEnd;
    if (at - start >= SHORTEST && isMixed(text, start, at)) yield { start, end: at };
  }
}

function runEnd(text: string, start: number, accepts: (code: number) => boolean): number {
  let end = start;
  while (end < text.length && accepts(text.charCodeAt(end))) end++;
  for (let padding = 0; padding < 2 && text[end] === '='; padding++) end++;
  return end;
}

/**
 * The end of the lines of data that follow a line of it that ends at `end`. All lines but the last are as long as the first:
 * `length`, or whatever the next line has.
 */
function linesEnd(text: string, end: number, length: number | undefined): number {
  let whole = length;
  for (let at = end; ; ) {
    const start = nextLine(text, at);
    if (start === undefined) return at;
    const next = runEnd(text, start, isData);
    const size = next - start;
    const isEnough = whole === undefined ? size >= SHORTEST_LINE : size === whole || isRest(size, whole);
    // Of a line of words only the first word looks like data.
    if (!isEnough || !isLineEnd(text, next)) return at;
    whole ??= size;
    at = next;
    if (size < whole) return at;
  }
}

/** Whether a last line may have this size: four characters stand for three bytes. A word is seldom as long. */
function isRest(size: number, whole: number): boolean {
  return size > 0 && size < whole && size % 4 === 0;
}

/** Where the next line begins, after its indent; undefined if the present one goes on. */
function nextLine(text: string, end: number): number | undefined {
  let at = end;
  if (text[at] === '\r') at++;
  if (text[at] !== '\n') return undefined;
  at++;
  const indentEnd = at + SHORTEST_LINE;
  while (at < indentEnd && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}

function isLineEnd(text: string, at: number): boolean {
  return at === text.length || text[at] === '\n' || text[at] === '\r';
}

function isMixed(text: string, start: number, end: number): boolean {
  let capitals = 0;
  let small = 0;
  let digits = 0;
  let others = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isCapital(code)) capitals++;
    else if (isSmall(code)) small++;
    else if (isDigit(code)) digits++;
    // Hexadecimal numbers have no letters after F.
    if ((isCapital(code) || isSmall(code)) && (code | 32) > 0x66) others++;
  }
  const length = end - start;
  const letters = Math.min(capitals, small) * LETTER_SHARE >= length;
  return letters && digits * DIGIT_SHARE >= length && others > 0;
}

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isSmall(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Letters, digits, `+` and `/`, or `-` and `_` as in URLs. */
function isData(code: number): boolean {
  return (
    isCapital(code) ||
    isSmall(code) ||
    isDigit(code) ||
    code === 0x2b ||
    code === 0x2d ||
    code === 0x2f ||
    code === 0x5f
  );
}

/** In a URI some characters are written with a `%`. */
function isUriData(code: number): boolean {
  return isData(code) || code === 0x25;
}
