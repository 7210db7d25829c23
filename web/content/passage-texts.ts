// The texts of an index's passages: in the store, or not saved yet.

import { LeannError } from '../base/error.js';
import type { Commit, Store, StoredPassage } from '../storage/store.js';
import { checkOf } from '../text/passage-check.js';

/** Keeps a store from removing the texts of an epoch until every user has released it. */
class EpochHold {
  readonly #store: Store;
  readonly #epoch: number;
  #users = 1;

  constructor(store: Store, epoch: number) {
    this.#store = store;
    this.#epoch = epoch;
  }

  retain(): this {
    this.#users++;
    return this;
  }

  async release(): Promise<void> {
    // A closed store has released everything.
    if (--this.#users === 0) await this.#store.release(this.#epoch).catch(() => undefined);
  }
}

/** The check of a passage whose text was not read yet. */
const UNKNOWN = -1;

/** The texts of a store: an epoch that it has loaded or begun, and how many passages of it are used. */
export interface StoredTexts {
  epoch: number;
  passages: number;
}

/** Passages by number. They are only ever appended to; {@link rearranged} makes others. */
export class PassageTexts {
  readonly #store: Store;
  #epoch: number;
  #hold: EpochHold | undefined;
  /** Passages that the store has in this epoch. */
  #stored: number;
  /** Passage `n` as a row: a stored one, or, from `#stored` on, one of `#unsaved`. Undefined if every row is `n` itself. */
  #rows: number[] | undefined;
  #unsaved: StoredPassage[] = [];
  /** By number; {@link UNKNOWN} if a text was not read yet. */
  readonly #checks: number[];

  /** `checks` are those of the first passages. `stored` is held until {@link release}; undefined if nothing is stored. */
  constructor(store: Store, stored: StoredTexts | undefined, checks: Iterable<number> = []) {
    this.#store = store;
    this.#epoch = stored?.epoch ?? 1;
    this.#stored = stored?.passages ?? 0;
    this.#hold = stored && new EpochHold(store, stored.epoch);
    this.#checks = [...checks];
    while (this.#checks.length < this.#stored) this.#checks.push(UNKNOWN);
  }

  get size(): number {
    return this.#rows?.length ?? this.#stored + this.#unsaved.length;
  }

  /** The epoch that the next commit is of. */
  get nextEpoch(): number {
    return this.#epoch + (this.#rows === undefined ? 0 : 1);
  }

  /** Whether the next commit rewrites all texts. */
  get rewritten(): boolean {
    return this.#rows !== undefined;
  }

  /** With a check of each. */
  append(passages: readonly StoredPassage[], checks: readonly number[]): void {
    const first = this.#stored + this.#unsaved.length;
    this.#unsaved = this.#unsaved.concat(passages);
    for (const check of checks) this.#checks.push(check);
    if (this.#rows !== undefined) this.#rows.push(...passages.map((_, row) => first + row));
  }

  /**
   * The passages of these numbers, in this order, as texts of their own; numbers from `size` on are those of `added`.
   * `learned` are the checks of texts that were embedded again, by number.
   */
  rearranged(
    numbers: readonly number[],
    added: { passages: readonly StoredPassage[]; checks: readonly number[] } = { passages: [], checks: [] },
    learned: ReadonlyMap<number, number> = new Map(),
  ): PassageTexts {
    const other = new PassageTexts(this.#store, undefined);
    other.#epoch = this.#epoch;
    other.#stored = this.#stored;
    other.#hold = this.#hold?.retain();
    const rows = numbers.map((number) => {
      const row = this.#row(number);
      const unsaved = added.passages[number - this.size] ?? this.#unsaved[row - this.#stored];
      const known = this.#checks[number] ?? added.checks[number - this.size];
      other.#checks.push(learned.get(number) ?? known ?? UNKNOWN);
      return unsaved === undefined ? row : this.#stored + other.#unsaved.push(unsaved) - 1;
    });
    if (this.#hold !== undefined) other.#rows = rows;
    return other;
  }

  /** Whether this text is the one that was embedded. If its check is not known, it is taken to be. */
  matches(number: number, text: string): boolean {
    const known = this.#checks[number] ?? UNKNOWN;
    const check = checkOf(text);
    if (known === UNKNOWN) this.#checks[number] = check;
    return known === UNKNOWN || known === check;
  }

  /** Checks of the first passages; those that were unknown must have gone through {@link matches}. */
  checks(count: number): Uint16Array {
    const known = this.#checks.slice(0, count);
    if (known.length === count && !known.includes(UNKNOWN)) return Uint16Array.from(known);
    throw new LeannError('internal', 'leann: cannot save index: a text that was linked was never read');
  }

  /** In the order asked for. Errors: `corrupt`; those of the store. */
  async read(numbers: readonly number[]): Promise<StoredPassage[]> {
    const rows = numbers.map((number) => this.#row(number));
    const found = new Map<number, StoredPassage>();
    for (const row of rows) {
      const passage = this.#unsaved[row - this.#stored];
      if (passage !== undefined) found.set(row, passage);
    }
    const stored = rows.filter((row) => !found.has(row));
    const read = stored.length > 0 ? await this.#readStored(stored) : [];
    for (const [position, row] of stored.entries()) {
      const passage = read[position];
      if (passage !== undefined) found.set(row, passage);
    }
    return rows.map((row, position) => {
      const passage = found.get(row);
      if (passage !== undefined) return passage;
      throw new LeannError('corrupt', `leann: cannot read passage ${numbers[position]}: its text is missing`);
    });
  }

  /** Everything that is not stored yet. */
  unsaved(): Pick<Commit, 'passages' | 'rows'> {
    return { passages: this.#unsaved, rows: this.#rows && Uint32Array.from(this.#rows) };
  }

  /** Notes that the result of `unsaved` has been stored. Passages appended since are still unsaved. */
  async markSaved({ passages, rows }: Pick<Commit, 'passages' | 'rows'>): Promise<void> {
    const before = this.#hold;
    const begun = rows !== undefined || before === undefined;
    this.#stored = rows?.length ?? this.#stored + passages.length;
    this.#unsaved = this.#unsaved.slice(passages.length);
    this.#epoch = this.nextEpoch;
    this.#rows = undefined;
    if (!begun) return;
    this.#hold = new EpochHold(this.#store, this.#epoch);
    await before?.release();
  }

  retain(): () => Promise<void> {
    const hold = this.#hold?.retain();
    return async () => hold?.release();
  }

  /** Releases the stored texts. */
  async release(): Promise<void> {
    await this.#hold?.release();
  }

  #row(number: number): number {
    return this.#rows === undefined ? number : (this.#rows[number] ?? Number.NaN);
  }

  async #readStored(rows: number[]): Promise<StoredPassage[]> {
    const release = this.retain();
    try {
      return await this.#store.passages(this.#epoch, rows);
    } finally {
      await release();
    }
  }
}
