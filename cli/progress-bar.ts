// Shows how far a build is, and when it may be done.

import type { AddProgress } from '../web/index.js';

const WIDTH = 24;
const EVERY_MS = 100;
/** Milliseconds whose pace tells how long the rest may take: what a cache gives at first says nothing of it. */
const PACE_MS = 60_000;

/** The part of a stream that is needed here. */
export interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
}

/** Redraws one line on a terminal; elsewhere writes a line at the end of each phase. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #last: AddProgress | undefined;
  /** Where it was at some moments: that before the last {@link PACE_MS}, and those since. */
  #marks: { at: number; done: number }[] = [];
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  show(progress: AddProgress): void {
    const now = this.#now();
    if (progress.phase !== this.#last?.phase) {
      this.end();
      this.#marks = [];
      this.#drawn = Number.NEGATIVE_INFINITY;
    }
    this.#last = progress;
    this.#mark(now, progress.done);
    if (!this.#terminal.isTTY || now - this.#drawn < EVERY_MS) return;
    this.#drawn = now;
    this.#terminal.write(`\r\x1b[K${line(progress, this.#secondsLeft(progress, now))}`);
  }

  /** Writes where the phase ended. */
  end(): void {
    if (this.#last === undefined) return;
    const start = this.#terminal.isTTY ? '\r\x1b[K' : '';
    this.#terminal.write(`${start}${line(this.#last, undefined)}\n`);
    this.#last = undefined;
  }

  #mark(at: number, done: number): void {
    const newest = this.#marks.at(-1);
    if (newest === undefined || at - newest.at >= EVERY_MS) this.#marks.push({ at, done });
    while ((this.#marks[1]?.at ?? at) <= at - PACE_MS) this.#marks.shift();
  }

  /** Of this phase, at the pace of late. */
  #secondsLeft({ done, total }: AddProgress, now: number): number | undefined {
    const since = this.#marks[0];
    if (since === undefined || done === since.done || done >= total) return undefined;
    return (((now - since.at) / (done - since.done)) * (total - done)) / 1000;
  }
}

function line({ phase, done, total }: AddProgress, secondsLeft: number | undefined): string {
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const filled = Math.round(share * WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
  const left = secondsLeft === undefined ? '' : `, ${duration(secondsLeft)} left`;
  return `${phase.padEnd(5)} [${bar}] ${done}/${total}${left}`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
