// Random sequences of everything an index can do, against a plain Map.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Core } from '../../web/core/core.js';
import { LeannIndex } from '../../web/leann-index.js';
import { MemoryStore } from '../../web/storage/memory-store.js';
import { addAll, compactAll, hitsOf, updateAll, updatesOf } from './drive.js';
import { someDocuments, wordEmbedder } from './word-embedder.js';

const SEEDS = 10;
const STEPS = 40;

/** An index, what it should hold, and what its store should hold. */
class Walk {
  readonly #core: Core;
  readonly #store: MemoryStore;
  readonly #random: () => number;
  #index: LeannIndex;
  #held = new Map<string, string>();
  #saved = new Map<string, string>();
  #next = 0;
  tableAnswers = 0;

  constructor(core: Core, index: LeannIndex, store: MemoryStore, seed: number) {
    this.#core = core;
    this.#index = index;
    this.#store = store;
    let state = seed;
    this.#random = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
  }

  async step(): Promise<string> {
    const adding = [this.#add, this.#add, this.#giveUp, this.#fail, this.#update];
    const others = [this.#delete, this.#compact, this.#save, this.#reopen, this.#elsewhere];
    const actions = [...adding, ...others];
    const action = actions[Math.floor(this.#random() * actions.length)] ?? this.#add;
    await action.call(this);
    await this.#check();
    return action.name;
  }

  async end(): Promise<void> {
    await this.#index.close();
  }

  #documents() {
    const documents = someDocuments(1 + Math.floor(this.#random() ** 3 * 60), this.#next);
    this.#next += documents.length;
    if (this.#random() < 0.3) documents.push({ id: `blank ${this.#next}`, text: ' ' });
    return documents;
  }

  async #add(): Promise<void> {
    const documents = this.#documents();
    await addAll(this.#index, documents);
    for (const { id, text } of documents) this.#held.set(id, text);
  }

  async #giveUp(): Promise<void> {
    let left = Math.floor(this.#random() * 6);
    const documents = this.#documents();
    // The last progress comes before the documents count.
    for await (const _ of this.#index.add(documents)) if (left-- === 0) return;
    for (const { id, text } of documents) this.#held.set(id, text);
  }

  async #fail(): Promise<void> {
    const [known = 'd0'] = this.#held.keys();
    const documents = [...this.#documents(), { id: known, text: 'again' }];
    if (this.#held.size > 0) await assert.rejects(addAll(this.#index, documents), { code: 'duplicate-id' });
  }

  async #update(): Promise<void> {
    const documents = this.#documents();
    for (const id of this.#some()) documents.push({ id, text: `rain again number${this.#next++}` });
    await updateAll(this.#index, documents);
    for (const { id, text } of documents) this.#held.set(id, text);
  }

  async #delete(): Promise<void> {
    const ids = this.#some();
    assert.equal(await this.#index.delete([...ids, 'nobody']), ids.length);
    for (const id of ids) this.#held.delete(id);
  }

  async #compact(): Promise<void> {
    await compactAll(this.#index, { rebuild: this.#random() < 0.3 });
    const { compaction, documents, passages } = this.#index.info();
    assert.deepEqual([compaction.removed, compaction.buffered], [0, 0], `${documents}, ${passages}`);
  }

  /** Another handle changes what was saved; this one has nothing unsaved and goes on from there. */
  async #elsewhere(): Promise<void> {
    await this.#save();
    const other = await openIndex(this.#core, this.#store);
    const documents = this.#documents();
    await addAll(other, documents);
    const ids = this.#some();
    await other.delete(ids);
    await other.save();
    await other.close();
    for (const { id, text } of documents) this.#held.set(id, text);
    for (const id of ids) this.#held.delete(id);
    this.#saved = new Map(this.#held);
    if (this.#random() < 0.5) assert.equal(await this.#index.refresh(), true);
    else await this.#update();
  }

  /** Some of the ids that it holds. */
  #some(): string[] {
    return [...this.#held.keys()].filter(() => this.#random() < 0.2);
  }

  async #save(): Promise<void> {
    await this.#index.save();
    this.#saved = new Map(this.#held);
  }

  async #reopen(): Promise<void> {
    await this.#index.close();
    this.#index = await openIndex(this.#core, this.#store);
    this.#held = new Map(this.#saved);
  }

  async #check(): Promise<void> {
    const { documents, passages } = this.#index.info();
    const texts = [...this.#held].filter(([, text]) => text.trim() !== '');
    assert.deepEqual([documents, passages], [this.#held.size, texts.length]);
    const [id, text] = texts[Math.floor(this.#random() * texts.length)] ?? [];
    const hits = await hitsOf(this.#index, text ?? 'sun', { k: 3 });
    assert.equal(hits[0]?.id, id);
    assert.equal(hits[0]?.text, text);
    assert.equal(hits.length, Math.min(3, texts.length));
    if (text !== undefined) await this.#checkTable(text, texts.length);
  }

  /** Whatever the table knows, it finds all passages, and no others. */
  async #checkTable(text: string, passages: number): Promise<void> {
    const options = { mode: 'meaning', model: false, k: 1000 } as const;
    const { hits = [], stats } = (await updatesOf(this.#index, text, options)).at(-1) ?? {};
    if (this.#index.info().table === undefined || stats?.query !== 'table') assert.equal(hits.length, 0);
    else assert.equal(hits.length, passages);
    if (stats?.query === 'table') this.tableAnswers++;
  }
}

function openIndex(core: Core, store: MemoryStore, table?: boolean): Promise<LeannIndex> {
  const fixed = { embedder: wordEmbedder(), store, core, autoCompact: false };
  return LeannIndex.open('random', { ...fixed, ...(table !== undefined && { table }) });
}

describe('LeannIndex under random use', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    it(`holds what it should, seed ${seed}`, async () => {
      const core = await Core.load();
      const store = new MemoryStore();
      // Half of them have a table of terms.
      const table = seed % 2 === 0;
      const walk = new Walk(core, await openIndex(core, store, table), store, seed);
      const done: string[] = [];
      try {
        for (let step = 0; step < STEPS; step++) done.push(await walk.step());
      } catch (error) {
        throw new Error(`after ${done.join(', ')}`, { cause: error });
      }
      await walk.end();
      assert.ok(table ? walk.tableAnswers > 0 : walk.tableAnswers === 0);
      assert.equal(core.liveHandles, 0);
    });
  }
});
