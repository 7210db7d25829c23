// The passages of a published index, fetched shard by shard when they are needed, and kept while there is room.

import type { OwnedPassage, PendingPassage, SearchedCorpus } from '../content/searched-content.js';
import type { FieldTable } from '../filter/field-table.js';
import { splitOptions } from '../storage/split-record.js';
import { checkOf } from '../text/passage-check.js';
import { decodeDocumentList, type HostedDocuments } from './document-list.js';
import { HostedColumns } from './hosted-columns.js';
import type { HostedFiles } from './hosted-files.js';
import { lastUpTo } from './last-up-to.js';
import { fileAt, type HostedManifest, isListSmall, textShard, textSpans } from './manifest.js';
import { decodeShard } from './shard.js';
import type { ShardSpans } from './shard-spans.js';

/** Most bytes of shards, before compression, that are kept for later searches. */
const KEPT_BYTES = 8 * 2 ** 20;

/** A shard that was fetched or is on its way. */
interface Shard {
  passages: Promise<OwnedPassage[]>;
  /** The same, once they have arrived. */
  read?: OwnedPassage[];
  /** 0 while it is on its way. */
  bytes: number;
}

/** What is known of the passages without fetching them. */
export interface HostedFacts {
  /** Undefined if the hashes of shards stand for them. */
  checks: Uint16Array | undefined;
  /** The first passage of each document. */
  starts: Uint32Array | undefined;
  documents: HostedDocuments | undefined;
}

export class HostedCorpus implements SearchedCorpus {
  readonly #files: HostedFiles;
  readonly #manifest: HostedManifest;
  readonly #spans: ShardSpans;
  readonly #checks: Uint16Array | undefined;
  /** The first passage of each document; undefined if the index does not know words. */
  readonly #starts: Uint32Array | undefined;
  /** Ends all fetching. */
  readonly #signal: AbortSignal;
  /** By number, least recently used first. */
  readonly #shards = new Map<number, Shard>();
  #keptBytes = 0;
  readonly #columns: HostedColumns;
  #documents: Promise<HostedDocuments> | undefined;
  /** The same, once they have arrived. */
  #known: HostedDocuments | undefined;

  /** `documents` if they were fetched already; `starts` if the index knows where documents begin. */
  constructor(
    files: HostedFiles,
    manifest: HostedManifest,
    { checks, starts, documents }: HostedFacts,
    signal: AbortSignal,
  ) {
    this.#files = files;
    this.#manifest = manifest;
    this.#spans = textSpans(manifest);
    this.#checks = checks;
    this.#starts = starts;
    this.#signal = signal;
    this.#known = documents;
    this.#documents = documents && Promise.resolve(documents);
    this.#columns = new HostedColumns({
      manifest,
      read: (path) => files.read(fileAt(manifest, path), { signal }),
      list: () => this.list(),
    });
  }

  get passages(): number {
    return this.#manifest.passages;
  }

  get nodes(): number {
    return this.#manifest.passages;
  }

  isDeletedNode(): boolean {
    return false;
  }

  deletedNodes(): readonly number[] {
    return [];
  }

  documentsOf(nodes: readonly number[]): number[] | undefined {
    const starts = this.#starts;
    if (starts !== undefined) return nodes.map((node) => lastUpTo(starts, node, starts.length));
    const known = this.#known;
    return known && nodes.map((node) => known.owner(node));
  }

  matches(node: number, embedded: string): boolean {
    return this.#checks === undefined || this.#checks[node] === checkOf(embedded);
  }

  /** Errors: those of {@link HostedFiles.read}; `corrupt`. */
  async readOwned(nodes: readonly number[]): Promise<OwnedPassage[]> {
    const spans = this.#spans;
    const numbers = new Set(nodes.map((node) => spans.shardOf(node)));
    const shards = new Map<number, OwnedPassage[]>();
    await Promise.all(
      [...numbers].map(async (number) => shards.set(number, await this.#shard(number).passages)),
    );
    return nodes.map((node) => {
      const passage = shards.get(spans.shardOf(node))?.[spans.rowOf(node)];
      if (passage === undefined) throw new RangeError(`no passage ${node}`);
      return passage;
    });
  }

  readAhead(nodes: Iterable<number>): void {
    for (const number of new Set(Array.from(nodes, (node) => this.#spans.shardOf(node)))) {
      // If that fails, whoever reads it is told.
      this.#shard(number).passages.catch(() => undefined);
    }
  }

  peek(nodes: readonly number[]): (OwnedPassage | PendingPassage)[] | undefined {
    const peeked: (OwnedPassage | PendingPassage)[] = [];
    for (const node of nodes) {
      const read = this.#shards.get(this.#spans.shardOf(node))?.read;
      const passage = read?.[this.#spans.rowOf(node)] ?? this.#known?.pending(node);
      if (passage !== undefined) peeked.push(passage);
    }
    return peeked.length === nodes.length ? peeked : undefined;
  }

  moreTexts(nodes: readonly number[]): Promise<boolean> | undefined {
    const numbers = new Set(nodes.map((node) => this.#spans.shardOf(node)));
    const coming = Array.from(numbers, (number) => this.#shard(number)).filter(
      ({ read }) => read === undefined,
    );
    if (coming.length === 0) return undefined;
    let wanted = Math.min(coming.length, Math.max(1, numbers.size - coming.length));
    return new Promise((resolve) => {
      const came = () => --wanted || resolve(true);
      for (const { passages } of coming) passages.then(came, () => resolve(false));
    });
  }

  listAhead(): void {
    // If that fails, whoever needs the list is told.
    if (isListSmall(this.#manifest)) this.list().catch(() => undefined);
  }

  /** Fetched with the first call. Errors: those of {@link HostedFiles.read}; `corrupt`. */
  list(): Promise<HostedDocuments> {
    this.#documents ??= this.#fetchList();
    return this.#documents;
  }

  table(fields: Iterable<string>): Promise<FieldTable> {
    return this.#columns.table(fields);
  }

  firsts(): Promise<Uint32Array> {
    return this.#columns.firsts();
  }

  retain(): () => Promise<void> {
    return async () => undefined;
  }

  /** Of all passages, which are read. */
  checksOf(passages: readonly OwnedPassage[]): Uint16Array {
    return this.#checks ?? Uint16Array.from(passages, ({ embedded }) => checkOf(embedded));
  }

  async #fetchList(): Promise<HostedDocuments> {
    try {
      const wanted = fileAt(this.#manifest, this.#manifest.documentList);
      const packed = await this.#files.read(wanted, { signal: this.#signal });
      this.#known = await decodeDocumentList(packed, this.#manifest);
      return this.#known;
    } catch (error) {
      // The next call tries again.
      this.#documents = undefined;
      throw error;
    }
  }

  #shard(number: number): Shard {
    const known = this.#shards.get(number);
    const shard = known ?? { passages: this.#fetchShard(number), bytes: 0 };
    this.#shards.delete(number);
    this.#shards.set(number, shard);
    return shard;
  }

  async #fetchShard(number: number): Promise<OwnedPassage[]> {
    try {
      const { passages: all, split } = this.#manifest;
      const wanted = { ...textShard(this.#manifest, number), texts: true };
      const packed = await this.#files.read(wanted, { signal: this.#signal });
      const count = this.#spans.countOf(number, all);
      const { passages, bytes } = await decodeShard(packed, { count, context: splitOptions(split).context });
      this.#keep(number, passages, bytes);
      return passages;
    } catch (error) {
      // The next search tries again.
      this.#shards.delete(number);
      throw error;
    }
  }

  /** Drops the least recently used if there are too many. */
  #keep(number: number, passages: OwnedPassage[], bytes: number): void {
    const shard = this.#shards.get(number);
    if (shard !== undefined) Object.assign(shard, { read: passages, bytes });
    this.#keptBytes += bytes;
    for (const [oldest, { bytes: size }] of this.#shards) {
      if (this.#keptBytes <= KEPT_BYTES) break;
      if (size === 0 || oldest === number) continue;
      this.#shards.delete(oldest);
      this.#keptBytes -= size;
    }
  }
}
