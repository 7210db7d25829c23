// How many bytes the words of an index take, by how long its passages are, and what they are for. Prints a Markdown table.
// node dist/bench/word-bytes.js [FOLDER …]   (bench/judged/judged-set.ts says what a folder holds)

import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readGlosses } from '../tools/corpora/wordnet.js';
import { CORE, MODEL } from '../tools/paths.js';
import { tokenCounter } from '../web/embed/count-tokens.js';
import { Core, OnnxEmbedder } from '../web/index.js';
import { splitText } from '../web/text/passage.js';
import { termsOf } from '../web/words/find-words.js';
import { readJudgedSet } from './judged/judged-set.js';

/** Tokens that a passage may have. */
const LIMITS = [16, 32, 64, 254];

/** The terms of a document's title, and of each of its passages. */
interface Worded {
  title: string[];
  passages: string[][];
}

const encoder = new TextEncoder();
const core = await Core.load(await readFile(CORE));
const embedder = await OnnxEmbedder.load(MODEL);
const count = tokenCounter(embedder);

console.log(
  '| collection | tokens at most | passages | tokens each | bytes a passage | a token | share of the gzipped texts | terms | postings | repeats | titles |',
);
console.log(`|${'---|'.repeat(11)}`);
const collections = [
  { name: 'glosses', documents: readGlosses() },
  ...process.argv.slice(2).map((folder) => ({
    name: basename(folder),
    documents: readJudgedSet(folder).documents,
  })),
];
for (const { name, documents } of collections) {
  for (const maxTokens of LIMITS) {
    let tokens = 0;
    const texts: string[] = [];
    const worded = documents.map(({ title, text }): Worded => {
      const passages = splitText(text, count, { maxTokens, overlapTokens: 0 }).map((passage) => passage.text);
      for (const passage of passages) tokens += count(passage);
      texts.push(title, ...passages);
      return { title: termsOf(title), passages: passages.map(termsOf) };
    });
    console.log(row(name, maxTokens, worded, tokens, gzipSync(texts.join('\n'), { level: 9 }).length));
  }
}
await embedder.close();

function row(
  name: string,
  limit: number,
  worded: readonly Worded[],
  tokens: number,
  gzipped: number,
): string {
  const untitled = worded.map(({ passages }) => ({ title: [], passages }));
  const once = untitled.map(({ passages }) => ({
    title: [],
    passages: passages.map((terms) => [...new Set(terms)]),
  }));
  const passages = worded.reduce((sum, each) => sum + each.passages.length, 0);
  const all = bytesOf(worded);
  const texts = bytesOf(untitled);
  const places = bytesOf(once);
  const terms = bytesOf(termsAlone(once));
  const parts = [terms, places - terms, texts - places, all - texts];
  const figures = [
    (tokens / passages).toFixed(1),
    (all / passages).toFixed(1),
    (all / tokens).toFixed(2),
    `${((100 * all) / gzipped).toFixed(1)} %`,
    ...parts.map((bytes) => `${((100 * bytes) / all).toFixed(0)} %`),
  ];
  return `| ${[name, limit, passages, ...figures].join(' | ')} |`;
}

/** All terms in documents of one passage each, as few as can be: the postings take next to nothing. */
function termsAlone(worded: readonly Worded[]): Worded[] {
  return [{ title: [], passages: [[...new Set(worded.flatMap(({ passages }) => passages.flat()))]] }];
}

function bytesOf(worded: readonly Worded[]): number {
  const builder = core.wordBuilder();
  const bytes = (terms: readonly string[]) => encoder.encode(terms.join('\n'));
  for (const { title, passages } of worded.filter((each) => each.passages.length > 0)) {
    builder.beginDocument(bytes(title));
    for (const terms of passages) builder.passage(bytes([]), bytes(terms));
  }
  const words = builder.finish();
  const size = words.bytes();
  words.free();
  return size;
}
