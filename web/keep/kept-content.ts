// The content of an index, and how much of it the store has.

import { LeannError } from '../base/error.js';
import {
  dropContent,
  emptyContent,
  findBufferedWords,
  type IndexContent,
  storedContent,
} from '../content/index-content.js';
import { newSettings, type Settings, storedSettings } from '../content/open-settings.js';
import type { Core } from '../core/core.js';
import type { CoreIndex } from '../core/core-index.js';
import type { OpenOptions } from '../interface/open-options.js';
import type { Manifest } from '../storage/manifest.js';
import type { Snapshot, StorageRoom, Store } from '../storage/store.js';
import { checkSnapshot } from './check-snapshot.js';
import { makeCommit } from './make-commit.js';

export interface KeptOptions {
  name: string;
  core: Core;
  store: Store;
  open: OpenOptions;
  /** Most bytes of vectors to keep in memory. */
  cacheBytes: number;
}

/** All that a save needs besides the content. */
export interface SaveJob {
  /** Whether vectors that are stored with the index have changed. */
  cacheChanged: boolean;
  /** Most bytes of cached vectors to store. */
  cacheBytes: number;
  /** Keys of the journal that are not needed once the present content is saved. */
  journaled: Iterable<string>;
}

/** Replaced and saved as a whole. */
export class KeptContent {
  readonly #options: KeptOptions;
  #content: IndexContent;
  #settings: Settings;
  #stored: Manifest | undefined;
  /** The graph that the store has. */
  #storedCore: CoreIndex | undefined;
  /** Changes made so far, and how many of them the store has. */
  #changes = 0;
  #savedChanges = 0;
  #room: StorageRoom | undefined;
  #takingOver: Promise<unknown> = Promise.resolve();

  private constructor(options: KeptOptions, snapshot: Snapshot | undefined) {
    const { name, core, store, open, cacheBytes } = options;
    this.#options = options;
    this.#settings = snapshot === undefined ? newSettings(open, core) : storedSettings(snapshot, open);
    this.#content =
      snapshot === undefined
        ? emptyContent(core, store, this.#settings.split.context)
        : storedContent(name, store, snapshot, { core, cacheBytes });
    this.#stored = snapshot?.manifest;
    this.#storedCore = this.#content.core;
  }

  /** Errors: those of `LeannIndex.open`. */
  static async open(options: KeptOptions): Promise<KeptContent> {
    const { name, store, open } = options;
    const snapshot = await store.load();
    if (snapshot !== undefined) checkSnapshot(name, snapshot, open.embedder);
    const kept = new KeptContent(options, snapshot);
    await findBufferedWords(options.core, kept.#content);
    kept.#room = await store.room();
    return kept;
  }

  get content(): IndexContent {
    return this.#content;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** 0 if nothing was saved. */
  get generation(): number {
    return this.#stored?.generation ?? 0;
  }

  /** Of the stored state; empty if nothing was saved. */
  get commit(): string {
    return this.#stored?.commit ?? '';
  }

  get saved(): boolean {
    return this.#stored !== undefined && !this.changed;
  }

  /** Whether anything was changed since it was opened or saved. */
  get changed(): boolean {
    return this.#changes !== this.#savedChanges;
  }

  get room(): StorageRoom | undefined {
    return this.#room;
  }

  /** Replaces the content; searches under way continue with the one before. */
  async change(next: IndexContent): Promise<void> {
    const before = this.#content;
    this.#content = next;
    this.#changes++;
    await dropContent(before, next);
  }

  /** Stores the present content. Errors: those of {@link Store.commit}. */
  async save({ cacheChanged, cacheBytes, journaled }: SaveJob): Promise<void> {
    const { store, open } = this.#options;
    const changes = this.#changes;
    const content = this.#content;
    const commit = makeCommit({
      content,
      stored: this.#stored,
      embedder: open.embedder,
      settings: this.#settings,
      indexChanged: content.core !== this.#storedCore || cacheChanged,
      cacheBytes,
      journaled,
    });
    await store.commit(commit);
    this.#stored = commit.manifest;
    this.#storedCore = content.core;
    this.#savedChanges = changes;
    await content.corpus.markSaved(commit);
    this.#room = await store.room();
  }

  /**
   * Takes over what another handle has stored since, and returns whether there was anything. Nothing happens while there
   * are unsaved changes. Errors: those of `LeannIndex.open`; `evicted` if the stored index has vanished.
   */
  takeOver(): Promise<boolean> {
    const turn = this.#takingOver.then(() => this.#takeOver());
    this.#takingOver = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await dropContent(this.#content);
  }

  async #takeOver(): Promise<boolean> {
    const { name, core, store, open, cacheBytes } = this.#options;
    if (this.changed) return false;
    const newest = await store.manifest();
    if (newest?.commit === this.#stored?.commit) return false;
    const snapshot = await store.load();
    if (snapshot === undefined) {
      throw new LeannError('evicted', `leann: cannot use index "${name}": its stored data is gone`);
    }
    try {
      checkSnapshot(name, snapshot, open.embedder);
      const settings = storedSettings(snapshot, open);
      const content = storedContent(name, store, snapshot, { core, cacheBytes });
      await findBufferedWords(core, content);
      const before = this.#content;
      this.#content = content;
      this.#settings = settings;
      this.#stored = snapshot.manifest;
      this.#storedCore = content.core;
      await dropContent(before);
      return true;
    } catch (error) {
      await store.release(snapshot.manifest.epoch);
      throw error;
    }
  }
}
