// The passages of an index in a folder: blocks of JSON, one a line.

import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appendedBlocks, PASSAGES_PER_BLOCK } from '../../web/storage/blocks.js';
import { blockOf, parsePassageBlock, passageBlock, passageIn } from '../../web/storage/passage-block.js';
import type { Commit, StoredPassage } from '../../web/storage/store.js';
import { decoded, encoded, type FilePart, type Generation, partOf } from './generation.js';

const NAME = 'passages.jsonl';

/** Reads the blocks that hold these nodes, and no others. Errors: `corrupt`. */
export async function readPassages(
  generation: Generation,
  nodes: readonly number[],
): Promise<StoredPassage[]> {
  const blocks = new Map<number, StoredPassage[]>();
  const file = await open(join(generation.folder, NAME));
  try {
    for (const block of new Set(nodes.map(blockOf))) {
      const part = generation.blocks[block];
      if (part === undefined) continue;
      const { buffer } = await file.read(new Uint8Array(part.bytes), 0, part.bytes, part.offset);
      blocks.set(block, parsePassageBlock(decoded(buffer, part, NAME)));
    }
  } finally {
    await file.close();
  }
  return nodes.map((node) => passageIn(blocks.get(blockOf(node)), node));
}

/** A file of passages: its bytes, and where its blocks are. */
interface PassageFile {
  bytes: Uint8Array;
  blocks: FilePart[];
}

/** The file of the next generation. */
export async function nextPassages(
  before: Generation | undefined,
  { passages, rows }: Pick<Commit, 'passages' | 'rows'>,
): Promise<PassageFile> {
  if (rows === undefined) return appendPassages(before, passages);
  const stored = before?.manifest.passages ?? 0;
  const numbers = Array.from(rows).filter((row) => row < stored);
  const old = before === undefined ? [] : await readPassages(before, numbers);
  let position = 0;
  const all = Array.from(rows, (row) => passages[row - stored] ?? old[position++]);
  return appendPassages(
    undefined,
    all.flatMap((passage) => passage ?? []),
  );
}

/** The full blocks of the present generation, then what is appended. */
async function appendPassages(
  before: Generation | undefined,
  passages: readonly StoredPassage[],
): Promise<PassageFile> {
  const first = before?.manifest.passages ?? 0;
  const old = before === undefined ? new Uint8Array(0) : await readFile(join(before.folder, NAME));
  const blocks = (before?.blocks ?? []).slice(0, blockOf(first));
  const tail = before?.blocks[blockOf(first)];
  const partial = tail === undefined ? [] : parsePassageBlock(decoded(slice(old, tail), tail, NAME));
  const pieces = blocks.map((part) => slice(old, part));
  let offset = blocks.reduce((end, part) => Math.max(end, part.offset + part.bytes), 0);
  for (const rows of appendedBlocks(PASSAGES_PER_BLOCK, first, partial, passages).values()) {
    const bytes = encoded(passageBlock(rows));
    pieces.push(bytes);
    blocks.push(partOf(bytes, offset));
    offset += bytes.length;
  }
  return { bytes: Buffer.concat(pieces), blocks };
}

function slice(bytes: Uint8Array, { offset, bytes: length }: FilePart): Uint8Array {
  return bytes.subarray(offset, offset + length);
}
