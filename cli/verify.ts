// leann-web verify

import { CHECKS, decodeChecks } from '../web/content/attachments.js';
import { documentFields } from '../web/content/document-fields.js';
import type { OwnedPassage } from '../web/content/searched-content.js';
import { decodeDocumentList, type HostedDocuments } from '../web/hosted/document-list.js';
import type { Wanted } from '../web/hosted/hosted-files.js';
import {
  fileAt,
  shardFiles,
  tableShard,
  textShard,
  textSpans,
  tokenShard,
  wordShard,
} from '../web/hosted/manifest.js';
import { nodeFile, nodeFileCount } from '../web/hosted/node-files.js';
import { readIndex } from '../web/hosted/read-index.js';
import { decodeShard } from '../web/hosted/shard.js';
import type { ShardSpans } from '../web/hosted/shard-spans.js';
import { Core } from '../web/index.js';
import { splitOptions } from '../web/storage/split-record.js';
import { checkOf } from '../web/text/passage-check.js';
import type { Command } from './command-line.js';
import { counted } from './counted.js';
import { openPublished, type Published } from './published.js';
import { columnProblems } from './verify-columns.js';

export type VerifyCommand = Extract<Command, { name: 'verify' }>;

/** What is wrong, one line each; nothing where all is well. */
export type Problems = string[];

/** Reads all of a published folder. Errors: those of {@link openPublished}. */
export async function verify(command: VerifyCommand): Promise<{ answer: string; problems: Problems }> {
  const published = await openPublished(command.index);
  const { manifest } = published;
  const problems: Problems = [];
  /** Paths of files that are not what was published. */
  const damaged = new Set<string>();
  const check = async (file: Wanted, length?: number) => {
    const bytes = await noting(problems, () => published.files.read(file));
    if (bytes !== undefined && (length === undefined || bytes.length === length)) return;
    damaged.add(file.path);
    if (bytes !== undefined) problems.push(`${file.path}: it has ${bytes.length} bytes`);
  };
  for (const file of manifest.files) await check(file, file.bytes);
  const list = await noting(problems, () => readList(published));
  const before = problems.length;
  const checks = await noting(problems, () => readChecks(published));
  if (problems.length > before)
    for (let each = 0; each < nodeFileCount(manifest); each++) await check(nodeFile(manifest, each));
  problems.push(...((list && (await noting(problems, () => columnProblems(published, list)))) ?? []));
  const owners = list && ownersOf(list, manifest.passages);
  const spans = textSpans(manifest);
  for (const shard of manifest.texts.shards.keys()) {
    const passages = await noting(problems, () => readShard(published, shard, spans));
    if (passages === undefined) damaged.add(textShard(manifest, shard).path);
    problems.push(
      ...(passages?.flatMap((passage, row) => {
        const node = spans.firstOf(shard) + row;
        return problemOf(passage, node, owners?.[node], checks) ?? [];
      }) ?? []),
    );
  }
  for (const shard of manifest.words?.shards.keys() ?? []) await check(wordShard(manifest, shard));
  for (const shard of manifest.model?.tokens?.shards.keys() ?? []) await check(tokenShard(manifest, shard));
  for (const shard of manifest.table?.shards.keys() ?? []) await check(tableShard(manifest, shard));
  const { documents, passages, files } = manifest;
  const count = files.length + shardFiles(manifest).length;
  const well = `${counted(documents, 'document')}, ${counted(passages, 'passage')}, ${counted(count, 'file')}: all is as it was published`;
  const told = problems.length === 0 ? well : [...problems, advice(damaged.size, count)].join('\n');
  return {
    answer: command.json ? JSON.stringify({ documents, passages, files: count, problems }) : told,
    problems,
  };
}

/** What to do about problems. */
function advice(damaged: number, count: number): string {
  const what =
    damaged === 0
      ? 'what was published does not fit together'
      : `${damaged} of ${counted(count, 'file')} ${damaged === 1 ? 'differs' : 'differ'} from what was published`;
  return `${what}; publish again`;
}

/** What `act` gives; undefined where it fails, which is noted once. */
async function noting<T>(problems: Problems, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!problems.includes(message)) problems.push(message);
    return undefined;
  }
}

async function readList({ files, manifest }: Published): Promise<HostedDocuments> {
  return await decodeDocumentList(await files.read(fileAt(manifest, manifest.documentList)), manifest);
}

/** Opens the index, with all its nodes; undefined if hashes of texts stand for their checks. */
async function readChecks({ files, manifest }: Published): Promise<Uint16Array | undefined> {
  const bytes = await readIndex(files, manifest, {});
  const core = await Core.load();
  const { attachments, fingerprint } = core.read(bytes);
  const index = core.open(bytes);
  try {
    const { passages, embedder } = manifest;
    if (
      index.size !== passages ||
      index.dimension !== embedder.dimension ||
      fingerprint !== embedder.fingerprint
    ) {
      throw new Error(`${manifest.index}: its graph does not match the manifest`);
    }
    const count = nodeFileCount(manifest);
    if (count === 0) return decodeChecks(attachments.get(CHECKS), passages);
    for (let each = 0; each < count; each++)
      index.supplyCluster(each, await files.read(nodeFile(manifest, each)));
    return undefined;
  } finally {
    index.free();
  }
}

async function readShard(
  { files, manifest }: Published,
  shard: number,
  spans: ShardSpans,
): Promise<OwnedPassage[]> {
  const bytes = await files.read(textShard(manifest, shard));
  const count = spans.countOf(shard, manifest.passages);
  return (await decodeShard(bytes, { count, context: splitOptions(manifest.split).context })).passages;
}

interface Owner {
  /** The fields of its document, as JSON. */
  fields: string;
  passage: number;
}

/** By node. */
function ownersOf(list: HostedDocuments, passages: number): Owner[] {
  const owners: Owner[] = new Array(passages);
  for (let number = 0; number < list.rows; number++) {
    const { document, first } = list.at(number);
    const fields = JSON.stringify(documentFields(document));
    for (let passage = 0; passage < document.passages; passage++)
      owners[first + passage] = { fields, passage };
  }
  return owners;
}

function problemOf(
  owned: OwnedPassage,
  node: number,
  owner: Owner | undefined,
  checks: Uint16Array | undefined,
): string | undefined {
  const { id, passage, embedded } = owned;
  const what = `passage ${passage} of document "${id}"`;
  if (checks !== undefined && checks[node] !== checkOf(embedded))
    return `${what}: its text is not what was embedded`;
  const fields = JSON.stringify(documentFields(owned));
  const same = owner === undefined || (owner.fields === fields && owner.passage === passage);
  return same ? undefined : `${what}: the list of documents has another there`;
}
