// What a build has to say of the files of its source: those that it left out, told one by one and counted at the end.

import { counted } from './counted.js';
import type { Terminal } from './progress-bar.js';

export interface SkippedFile {
  path: string;
  reason: string;
}

export class SkippedFiles {
  readonly list: SkippedFile[] = [];
  #problems = 0;
  readonly #terminal: Terminal;
  readonly #strict: boolean;

  /** With `strict`, {@link checked} ends the build where there is one, or a problem. */
  constructor(terminal: Terminal, strict: boolean) {
    this.#terminal = terminal;
    this.#strict = strict;
  }

  /** What {@link readSource} calls for documents that are searched on this machine alone: drafts are among them. */
  readonly toldLocally = {
    onSkip: (path: string, reason: string) => this.add(path, reason),
    onProblem: (path: string, problem: string) => this.problem(path, problem),
    onNoField: (name: string) => this.noField(name),
  };
  /** What it calls for documents that are published. */
  readonly told = {
    ...this.toldLocally,
    onDraft: (path: string) => this.draft(path),
    onNowhere: (path: string) => this.nowhere(path),
  };

  add(path: string, reason: string): void {
    this.list.push({ path, reason });
    this.#terminal.write(`skipped ${path}: ${reason}\n`);
  }

  /** A file that is left out because it asks for that. */
  draft(path: string): void {
    this.#terminal.write(`left out ${path}: it is a draft\n`);
  }

  /** A file that was read, though not as it was meant. */
  problem(path: string, problem: string): void {
    this.#problems++;
    this.#terminal.write(`remark on ${path}: ${problem}\n`);
  }

  /** A field that was asked for, and that nobody will find. */
  noField(name: string): void {
    this.#terminal.write(`remark: no document has the field "${name}"\n`);
  }

  /** Answers lead to what is not there, unless the page says otherwise. */
  nowhere(path: string): void {
    this.#terminal.write(
      `remark: answers lead to ${path}, and nothing is there; href-template of <leann-search>, or url in front matter, says where pages are\n`,
    );
  }

  /** Errors: an Error at the end, if it is strict and anything was skipped or has a problem; before anything is embedded. */
  async *checked<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    yield* items;
    if (this.#strict && this.list.length > 0)
      throw new Error(`cannot build: ${filesWere(this.list)} skipped, and --strict is set`);
    if (this.#strict && this.#problems > 0)
      throw new Error(
        `cannot build: there are remarks on ${counted(this.#problems, 'file')}, and --strict is set`,
      );
  }
}

/** For the end of the answer; empty where there is none. */
export function countedSkips(list: readonly SkippedFile[]): string {
  return list.length === 0 ? '' : `; ${filesWere(list)} skipped`;
}

function filesWere({ length }: readonly SkippedFile[]): string {
  return length === 1 ? '1 file was' : `${length} files were`;
}
