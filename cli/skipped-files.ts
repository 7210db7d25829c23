// The files of a source that a build left out: told one by one, and counted at the end.

import type { Terminal } from './progress-bar.js';

export interface SkippedFile {
  path: string;
  reason: string;
}

export class SkippedFiles {
  readonly list: SkippedFile[] = [];
  readonly #terminal: Terminal;
  readonly #strict: boolean;

  /** With `strict`, {@link checked} ends the build where there is one. */
  constructor(terminal: Terminal, strict: boolean) {
    this.#terminal = terminal;
    this.#strict = strict;
  }

  add(path: string, reason: string): void {
    this.list.push({ path, reason });
    this.#terminal.write(`skipped ${path}: ${reason}\n`);
  }

  /** Errors: an Error at the end, if it is strict and anything was skipped; before anything is embedded. */
  async *checked<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    yield* items;
    if (this.#strict && this.list.length > 0)
      throw new Error(`cannot build: ${filesWere(this.list)} skipped, and --strict is set`);
  }
}

/** For the end of the answer; empty where there is none. */
export function countedSkips(list: readonly SkippedFile[]): string {
  return list.length === 0 ? '' : `; ${filesWere(list)} skipped`;
}

function filesWere({ length }: readonly SkippedFile[]): string {
  return length === 1 ? '1 file was' : `${length} files were`;
}
