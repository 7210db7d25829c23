// The epochs of an index that may still be read: each reader holds a shared lock for each epoch.

import type { Locks, Release } from './locks.js';

/** The epochs that one handle holds. */
export class EpochHolds {
  readonly #locks: Locks;
  readonly #prefix: string;
  readonly #held = new Map<number, { count: number; release: Promise<Release> }>();

  /** `prefix` names the index among all that share `locks`. */
  constructor(locks: Locks, prefix: string) {
    this.#locks = locks;
    this.#prefix = prefix;
  }

  /** Counts: as many calls of `release` are needed. */
  async hold(epoch: number): Promise<void> {
    const held = this.#held.get(epoch);
    if (held !== undefined) held.count++;
    else this.#held.set(epoch, { count: 1, release: this.#locks.hold(this.#name(epoch), 'shared') });
    await this.#held.get(epoch)?.release;
  }

  async release(epoch: number): Promise<void> {
    const held = this.#held.get(epoch);
    if (held === undefined || --held.count > 0) return;
    this.#held.delete(epoch);
    await (await held.release)();
  }

  async releaseAll(): Promise<void> {
    const held = [...this.#held.values()];
    this.#held.clear();
    for (const { release } of held) await (await release)();
  }

  /** Acts if nobody holds the epoch, and lets nobody hold it meanwhile. */
  async ifUnheld(epoch: number, act: () => Promise<void>): Promise<void> {
    const release = await this.#locks.tryHold(this.#name(epoch));
    if (release === undefined) return;
    try {
      await act();
    } finally {
      await release();
    }
  }

  #name(epoch: number): string {
    return `${this.#prefix}:epoch:${epoch}`;
  }
}
