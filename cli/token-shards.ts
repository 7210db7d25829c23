// The rows of tokens as a published folder has them: those of its collection in one file, and all of them in shards.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fewAtOnce, WRITES_AT_ONCE } from '../web/base/few-at-once.js';
import { type TokenFiles, tokenFilesOf } from '../web/embed/token-files.js';
import { HuggingFaceTokenizer } from '../web/embed/tokenizer.js';
import { type HostedFile, type HostedTokens, SHARD_DIGITS } from '../web/hosted/manifest.js';
import { joinedTables, piecesOf, readTokenTable, type TokenTable, tokensFile } from './model/tokens-file.js';
import type { PublishedFolder } from './published-folder.js';

/** Ids of a shard: some 50 kB for 384 values. A query that has words which the collection lacks needs one for each, or fewer. */
const ROWS_PER_SHARD = 256;

/** Most shards: their hashes stand in the manifest, which every page fetches. */
const MOST_SHARDS = 128;

/** Of the model's folder. */
const FOLDER = 'tokens/';

/** What queries have and texts need not: question marks, single letters. A model is tried with one of them, too. */
const CHARACTERS = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i)).split('');

/** The ids of all tokens that these texts have, and of ASCII's characters. */
export function knownTokens(tokenizerJson: object, texts: Iterable<string>): Set<number> {
  const tokenizer = new HuggingFaceTokenizer(tokenizerJson);
  const { prefix, suffix } = tokenizer.specialTokens;
  const known = new Set([...prefix, ...suffix]);
  const add = (text: string) => {
    for (const id of tokenizer.encode(text)) known.add(id);
  };
  CHARACTERS.forEach(add);
  for (const text of texts) add(text);
  return known;
}

/** Rows in shards, as a model's folder has them. */
export interface CutTokens {
  /** Names them; a file of the folder. */
  list: TokenFiles;
  shards: readonly Uint8Array[];
  /** The rows that a page is likely to need. */
  first: Uint8Array;
}

/** Cuts the rows of the file `tokens`, and takes out those of the ids `known`. */
export function cutTokens(tokens: Uint8Array, known: ReadonlySet<number>): CutTokens {
  const table = readTokenTable(tokens);
  const end = (table.ids.at(-1) ?? -1) + 1;
  const rowsPerShard = Math.max(ROWS_PER_SHARD, Math.ceil(end / MOST_SHARDS));
  const shards = piecesOf(table, rowsPerShard).map((piece) => tokensFile(piece));
  const list = { folder: FOLDER, rowsPerShard, shards: shards.map(nameOf) };
  return { list, shards, first: tokensFile(table, (id) => known.has(id)) };
}

/** Writes them into the folder `model`; gives the manifest's entries. */
export async function writeTokens(
  to: PublishedFolder,
  model: string,
  { list, shards, first }: CutTokens,
): Promise<{ tokens: HostedTokens; file: HostedFile }> {
  const folder = model + list.folder;
  const different = [...new Map(shards.map((shard) => [nameOf(shard), shard]))];
  await fewAtOnce(different.length, WRITES_AT_ONCE, async (number) => {
    const [name, shard] = different[number] ?? [];
    if (shard !== undefined) await to.write(`${folder}${name}.bin`, shard);
  });
  const file = await to.write(`${folder}${nameOf(first)}.bin`, first);
  const bytes = shards.reduce((sum, { length }) => sum + length, 0);
  return { tokens: { first: file.path, folder, bytes, shards: [...list.shards] }, file };
}

/** The rows of all shards of a model's folder, as one file. Errors: an Error if they are not as the list says. */
export async function joinedTokens(folder: string, listed: Uint8Array): Promise<Uint8Array> {
  const list = tokenFilesOf(Object(JSON.parse(new TextDecoder().decode(listed))));
  const tables: TokenTable[] = [];
  for (const name of list.shards) {
    const bytes = await readFile(join(folder, list.folder, `${name}.bin`));
    if (nameOf(bytes) !== name) throw new Error(`${list.folder}${name}.bin: it is not what was published`);
    tables.push(readTokenTable(bytes));
  }
  return tokensFile(joinedTables(tables));
}

function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, SHARD_DIGITS);
}
