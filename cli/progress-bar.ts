// Shows how far a build is, and when it may be done.

const WIDTH = 24;
const EVERY_MS = 100;
/** Where lines stay, as in the log of a server that builds: seldom, but often enough to show that it goes on. */
const PLAIN_EVERY_MS = 10_000;
/** Milliseconds whose pace tells how long the rest may take: what a cache gives at first says nothing of it. */
const PACE_MS = 60_000;

/** How much of a phase is done. */
export interface Progress {
  phase: string;
  done: number;
  total: number;
}

/** The part of a stream that is needed here. */
export interface Terminal {
  isTTY?: boolean;
  write(text: string): unknown;
  /** Takes the numbers in place of lines; undefined at the end of a phase. */
  show?(progress: Progress | undefined): void;
}

/** Redraws one line on a terminal; elsewhere writes a line now and then. Both write one at the end of each phase. */
export class ProgressBar {
  readonly #terminal: Terminal;
  readonly #now: () => number;
  #last: Progress | undefined;
  /** Where it was at some moments: that before the last {@link PACE_MS}, and those since. */
  #marks: { at: number; done: number }[] = [];
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(terminal: Terminal, now: () => number = () => performance.now()) {
    this.#terminal = terminal;
    this.#now = now;
  }

  show(progress: Progress): void {
    if (this.#terminal.show !== undefined) {
      this.#terminal.show(progress);
      return;
    }
    const now = this.#now();
    if (progress.phase !== this.#last?.phase) {
      this.end();
      this.#marks = [];
      // What ends soon needs no line but its last.
      this.#drawn = this.#terminal.isTTY ? Number.NEGATIVE_INFINITY : now;
    }
    this.#last = progress;
    this.#mark(now, progress.done);
    const { isTTY } = this.#terminal;
    if (now - this.#drawn < (isTTY ? EVERY_MS : PLAIN_EVERY_MS)) return;
    const left = this.#secondsLeft(progress, now);
    if (isTTY) this.#terminal.write(`\r\x1b[K${line(progress, left)}`);
    // Where all is done, the line of the end follows.
    else if (progress.done < progress.total) this.#terminal.write(`${plainLine(progress, left)}\n`);
    this.#drawn = now;
  }

  /** Writes where the phase ended. */
  end(): void {
    this.#terminal.show?.(undefined);
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
  #secondsLeft({ done, total }: Progress, now: number): number | undefined {
    const since = this.#marks[0];
    if (since === undefined || done === since.done || done >= total) return undefined;
    return (((now - since.at) / (done - since.done)) * (total - done)) / 1000;
  }
}

function line({ phase, done, total }: Progress, secondsLeft: number | undefined): string {
  const filled = Math.round(share(done, total) * WIDTH);
  const bar = '#'.repeat(filled) + '.'.repeat(WIDTH - filled);
  return `${phase.padEnd(5)} [${bar}] ${done}/${total}${timeLeft(secondsLeft)}`;
}

function plainLine({ phase, done, total }: Progress, secondsLeft: number | undefined): string {
  const percent = Math.floor(100 * share(done, total));
  return `${phase.padEnd(5)} ${percent} %, ${done}/${total}${timeLeft(secondsLeft)}`;
}

function share(done: number, total: number): number {
  return total === 0 ? 0 : Math.min(1, done / total);
}

function timeLeft(seconds: number | undefined): string {
  return seconds === undefined ? '' : `, ${duration(seconds)} left`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
