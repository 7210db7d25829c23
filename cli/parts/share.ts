// One of several shares of a build, by what documents are called: each machine finds out its own without asking the others.

import { createHash } from 'node:crypto';

/** Share `part` of `of`, counted from 1. */
export interface Share {
  part: number;
  of: number;
}

/** As it is typed: `3/16`. Undefined if it is no such thing. */
export function readShare(text: string): Share | undefined {
  const [, part = 0, of = 0] = (/^(\d{1,5})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  return part >= 1 && part <= of ? { part, of } : undefined;
}

/** Whether a document belongs to the share: of the same ids, the same do everywhere. */
export function isInShare(id: string, { part, of }: Share): boolean {
  return createHash('sha256').update(id).digest().readUInt32LE(0) % of === part - 1;
}
