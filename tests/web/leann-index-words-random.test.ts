// Random changes to an index, and after each a random query: words find what a plain look at all passages finds.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import type { Document } from '../../web/interface/document.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { pick, randomFrom } from './random.js';
import { WORDS, wordEmbedder } from './word-embedder.js';
import { type PlainQuery, queryText, scan } from './word-scan.js';

const SEEDS = 8;
const STEPS = 30;
const MOST = 2000;

class Walk {
  readonly #core: Core;
  readonly #store = new MemoryStore();
  #index!: LeannIndex;
  readonly #random: () => number;
  #next = 0;

  constructor(core: Core, seed: number) {
    this.#core = core;
    this.#random = randomFrom(seed);
  }

  async open(): Promise<void> {
    const options = { embedder: wordEmbedder(), core: this.#core, split: { maxTokens: 16 } };
    this.#index = await LeannIndex.open('random', { ...options, store: this.#store, autoCompact: false });
  }

  async step(): Promise<string> {
    const actions = [
      this.#add,
      this.#add,
      this.#update,
      this.#delete,
      this.#compact,
      this.#reopen,
      this.#copy,
    ];
    const action = pick(this.#random, actions);
    await action.call(this);
    await this.#check();
    return action.name;
  }

  close(): Promise<void> {
    return this.#index.close();
  }

  #words(most: number): string[] {
    return Array.from({ length: 1 + Math.floor(this.#random() * most) }, () => pick(this.#random, WORDS));
  }

  /** A document with a title, or not, and sections, or not. */
  #document(id = `d${this.#next++}`): Document {
    const paragraphs = Array.from({ length: 1 + Math.floor(this.#random() * 5) }, () => {
      const heading = this.#random() < 0.3 ? `# ${this.#words(2).join(' ')}\n\n` : '';
      return `${heading}${this.#words(9).join(' ')}.`;
    });
    const text = paragraphs.join('\n\n');
    return this.#random() < 0.5 ? { id, text } : { id, text, title: this.#words(3).join(' ') };
  }

  #documents(): Document[] {
    return Array.from({ length: 1 + Math.floor(this.#random() ** 3 * 40) }, () => this.#document());
  }

  async #some(): Promise<string[]> {
    return (await this.#index.ids()).filter(() => this.#random() < 0.15);
  }

  async #add(): Promise<void> {
    await addAll(this.#index, this.#documents());
  }

  async #update(): Promise<void> {
    const changed = (await this.#some()).map((id) => this.#document(id));
    await updateAll(this.#index, [...changed, ...this.#documents().slice(0, 3)]);
  }

  async #delete(): Promise<void> {
    await this.#index.delete(await this.#some());
  }

  async #compact(): Promise<void> {
    await compactAll(this.#index, { rebuild: this.#random() < 0.3 });
  }

  async #reopen(): Promise<void> {
    await this.#index.save();
    await this.#index.close();
    await this.open();
  }

  /** Goes on with an import of what was exported. */
  async #copy(): Promise<void> {
    if (this.#index.info().passages === 0) return;
    const file = await this.#index.export();
    await this.#index.close();
    const options = { embedder: wordEmbedder(), core: this.#core, store: this.#store, autoCompact: false };
    this.#index = await LeannIndex.import('random', file, options);
  }

  #query(): PlainQuery {
    const some = (share: number) => (this.#random() < share ? this.#words(2) : []);
    return {
      words: this.#words(3),
      phrases:
        this.#random() < 0.4
          ? [[pick(this.#random, WORDS), pick(this.#random, WORDS)]]
          : some(0.1).map((word) => [word]),
      excluded: some(0.3),
    };
  }

  async #check(): Promise<void> {
    const query = this.#query();
    const text = queryText(query);
    const judged = await scan(this.#index, query);
    const names = (which: 'found' | 'permitted') =>
      judged.flatMap((each) => (each[which] ? [each.name] : [])).toSorted();
    const byWords = await hitsOf(this.#index, text, { mode: 'words', k: MOST });
    assert.deepEqual(byWords.map(({ id, passage }) => `${id} ${passage}`).toSorted(), names('found'), text);
    const scores = byWords.map(({ score }) => score);
    assert.ok(
      scores.every((score, row) => score > 0 && score <= (scores[row - 1] ?? 1)),
      text,
    );
    const [first, ...others] = await updatesOf(this.#index, text, { k: MOST });
    const last = others.at(-1) ?? first;
    if (byWords.length > 0) {
      assert.deepEqual(
        first?.hits.map(({ id }) => id),
        byWords.map(({ id }) => id),
        text,
      );
    }
    const byBoth = last?.hits.map(({ id, passage }) => `${id} ${passage}`) ?? [];
    assert.deepEqual(byBoth.toSorted(), names('permitted'), text);
  }
}

describe('words of an index under random use', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`find what they should, seed ${seed}`, async () => {
      const core = await Core.load();
      const walk = new Walk(core, seed);
      await walk.open();
      const done: string[] = [];
      try {
        for (let step = 0; step < STEPS; step++) done.push(await walk.step());
      } catch (error) {
        throw new Error(`after ${done.join(', ')}`, { cause: error });
      }
      await walk.close();
      assert.equal(core.liveHandles, 0);
    });
  }
});
