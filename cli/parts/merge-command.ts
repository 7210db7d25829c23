// leann-web merge: publishes the documents of all parts, as one build would have.

import type { Document } from '../../web/index.js';
import { type BuildSource, buildFolder, inWords } from '../build.js';
import type { Command } from '../command-line.js';
import type { Terminal } from '../progress-bar.js';
import { PartFolder, type PartRecord, type PlacedDocument } from './part-folder.js';

export type MergeCommand = Extract<Command, { name: 'merge' }>;

interface Part {
  folder: PartFolder;
  record: PartRecord;
}

/** Errors: an Error if a part is missing, not finished, damaged, or of another source, model or number. Gives what to print. */
export async function merge(
  { parts: folders, build: command }: MergeCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string> {
  const parts = await Promise.all(
    folders.map(async (path): Promise<Part> => {
      const folder = new PartFolder(path);
      return { folder, record: await folder.read() };
    }),
  );
  const { maxTokens } = checked(parts);
  const report = await buildFolder({ ...command, maxTokens }, terminal, signal, sourceOf(parts));
  return command.json ? JSON.stringify(report) : inWords(report, command.out);
}

/** What they have in common. */
function checked(parts: readonly Part[]): PartRecord {
  const [first] = parts;
  if (first === undefined) throw new Error('cannot merge: there is no part');
  const byNumber = new Map<number, PartFolder>();
  for (const { folder, record } of parts) {
    const differs = (['of', 'source', 'fingerprint', 'maxTokens'] as const).find(
      (name) => record[name] !== first.record[name],
    );
    if (differs !== undefined) {
      throw new Error(
        `cannot merge ${folder.path}: ${DIFFERENCES[differs]}, which is not so of ${first.folder.path}`,
      );
    }
    const same = byNumber.get(record.part);
    if (same !== undefined)
      throw new Error(`cannot merge ${folder.path}: it is part ${record.part}, as ${same.path} is`);
    byNumber.set(record.part, folder);
  }
  const { of } = first.record;
  const missing = Array.from({ length: of }, (_, number) => number + 1).filter((part) => !byNumber.has(part));
  if (missing.length > 0)
    throw new Error(`cannot merge: of ${of} parts, these are missing: ${missing.join(', ')}`);
  return first.record;
}

const DIFFERENCES = {
  of: 'it is of another number of parts',
  source: 'it is of other documents',
  fingerprint: 'another model has embedded it',
  maxTokens: 'its passages have another length',
};

function sourceOf(parts: readonly Part[]): BuildSource {
  const fingerprint = parts[0]?.record.fingerprint;
  return {
    documents: () => inOrder(parts.map(({ folder, record }) => folder.documents(record))),
    vectors: parts.map(({ folder, record }) => ({ path: folder.vectors, least: record.vectors })),
    check: (embedder) => {
      if (embedder.fingerprint !== fingerprint)
        throw new Error('cannot merge: the parts were embedded by another model than this one (--model)');
    },
  };
}

/** One after another by their places; of each part, one document is held at a time. */
async function* inOrder(parts: readonly AsyncGenerator<PlacedDocument>[]): AsyncGenerator<Document> {
  const heads = await Promise.all(parts.map(async (part) => ({ part, next: await part.next() })));
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (head.next.done) continue;
      if (first === undefined || first.next.done || head.next.value.at < first.next.value.at) first = head;
    }
    if (first === undefined || first.next.done) return;
    yield first.next.value.document;
    first.next = await first.part.next();
  }
}
