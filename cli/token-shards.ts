// The rows of tokens as a published folder has them: those of its collection in one file, and all of them in shards.

import { createHash } from 'node:crypto';
import { HuggingFaceTokenizer } from '../web/embed/tokenizer.js';
import type { HostedFile, HostedTokens } from '../web/hosted/manifest.js';
import { readTokenTable, tokensFile } from './model/tokens-file.js';
import type { PublishedFolder } from './published-folder.js';

/** Ids of a shard: some 40 kB for 384 values. A query that has words which the collection lacks needs one for each, or fewer. */
const ROWS_PER_SHARD = 256;

/** Most shards: their hashes stand in the manifest, which every page fetches. */
const MOST_SHARDS = 128;

/** Ids below are in every collection's file: characters, and words that questions are made of. */
const COMMON_IDS = 2500;

/** What a model is tried with when it is loaded. */
const PROBES = ['a'];

/** Hexadecimal digits of a file's SHA-256 that are its name. */
const NAME_DIGITS = 32;

/** The ids of all tokens that these texts have, with those that every text and most queries have. */
export function knownTokens(tokenizerJson: object, texts: Iterable<string>): Set<number> {
  const tokenizer = new HuggingFaceTokenizer(tokenizerJson);
  const { prefix, suffix } = tokenizer.specialTokens;
  const known = new Set([...prefix, ...suffix, ...Array(COMMON_IDS).keys()]);
  const add = (text: string) => {
    for (const id of tokenizer.encode(text)) known.add(id);
  };
  PROBES.forEach(add);
  for (const text of texts) add(text);
  return known;
}

/** Writes the rows of the file `tokens` below `folder`: first those of the ids `known`. The same bytes for the same rows. */
export async function writeTokens(
  to: PublishedFolder,
  folder: string,
  tokens: Uint8Array,
  known: ReadonlySet<number>,
): Promise<{ tokens: HostedTokens; file: HostedFile }> {
  const table = readTokenTable(tokens);
  const end = (table.ids.at(-1) ?? -1) + 1;
  const rowsPerShard = Math.max(ROWS_PER_SHARD, Math.ceil(end / MOST_SHARDS));
  const write = async (bytes: Uint8Array) => {
    const name = createHash('sha256').update(bytes).digest('hex').slice(0, NAME_DIGITS);
    return { name, file: await to.write(`${folder}${name}.bin`, bytes) };
  };
  const { file } = await write(tokensFile(table, (id) => known.has(id)));
  const shards: string[] = [];
  let bytes = 0;
  for (let first = 0; first < end; first += rowsPerShard) {
    const shard = tokensFile(table, (id) => id >= first && id < first + rowsPerShard);
    shards.push((await write(shard)).name);
    bytes += shard.length;
  }
  return { tokens: { first: file.path, folder, rowsPerShard, bytes, shards }, file };
}
