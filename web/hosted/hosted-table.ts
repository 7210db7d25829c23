// The table of terms of a published index: of the rows that queries need, those shards are fetched that hold them.

import { LeannError } from '../base/error.js';
import type { SearchedTable, TableVector } from '../content/searched-content.js';
import type { CoreGraph } from '../core/core-graph.js';
import { rowBytes, type TableRow, tableRow } from '../table/table-row.js';
import { queryOf } from '../table/term-vector.js';
import { termsOf } from '../words/find-words.js';
import type { HostedFiles } from './hosted-files.js';
import { type HostedManifest, tableShard, tableSpans } from './manifest.js';
import type { ShardSpans } from './shard-spans.js';

export class HostedTable implements SearchedTable {
  readonly #files: HostedFiles;
  readonly #manifest: HostedManifest;
  readonly #spans: ShardSpans;
  readonly #graph: CoreGraph;
  readonly #signal: AbortSignal;
  /** By number; a query's common words are in most others, too. */
  readonly #shards = new Map<number, Promise<Uint8Array>>();

  constructor(files: HostedFiles, manifest: HostedManifest, graph: CoreGraph, signal: AbortSignal) {
    this.#files = files;
    this.#manifest = manifest;
    this.#spans = tableSpans(manifest);
    this.#graph = graph;
    this.#signal = signal;
  }

  /** Errors: those of {@link HostedFiles.read}; `corrupt`. */
  async vectorOf(text: string): Promise<TableVector> {
    const asked = termsOf(text);
    const terms = asked.flatMap((term) => this.#graph.likeTerm(term) ?? []);
    const [first] = terms;
    if (first === undefined) return { vector: undefined, known: 0 };
    const rows = await this.#rows(terms, (term) => 1 + this.#spans.rowOf(term));
    const [mean] = await this.#rows([first], () => 0);
    return mean ? queryOf(mean, rows, asked.length) : { vector: undefined, known: 0 };
  }

  /** The rows at some places in the shards of terms. */
  #rows(terms: readonly number[], place: (term: number) => number): Promise<TableRow[]> {
    const { dimension } = this.#manifest.embedder;
    return Promise.all(
      terms.map(async (term) => {
        const shard = await this.#shard(this.#spans.shardOf(term));
        const at = place(term) * rowBytes(dimension);
        if (at + rowBytes(dimension) <= shard.length) return tableRow(shard, at, dimension);
        throw new LeannError('corrupt', 'leann: cannot read a table of terms: a shard is too short');
      }),
    );
  }

  #shard(number: number): Promise<Uint8Array> {
    const known = this.#shards.get(number);
    if (known !== undefined) return known;
    const shard = this.#files.read(tableShard(this.#manifest, number), { signal: this.#signal });
    this.#shards.set(number, shard);
    // The next search tries again.
    shard.catch(() => this.#shards.delete(number));
    return shard;
  }
}
