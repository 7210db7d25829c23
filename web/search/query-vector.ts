// The vector of a query: as it was given, from the model, or from the index's table of terms.

import type { SearchedContent, TableVector } from '../content/searched-content.js';
import { embedTexts } from '../embed/embed-texts.js';
import type { Embedder } from '../embed/embedder.js';
import type { SearchStats } from '../interface/search-update.js';
import type { Ranking } from './ranking.js';
import type { SearchSettings } from './search-settings.js';

interface QueryVectorJob {
  settings: SearchSettings;
  embedder: Embedder;
  signal: AbortSignal;
  onEmbed?: () => void;
}

export class QueryVector {
  readonly #job: QueryVectorJob;
  /** What the table says of the query, if no model is to. */
  #fromTable: Promise<TableVector> | undefined;
  #source: Pick<SearchStats, 'query' | 'known'> = {};

  constructor(job: QueryVectorJob) {
    this.#job = job;
  }

  /** Where the vector came from; nothing as long as there is none. */
  get source(): Pick<SearchStats, 'query' | 'known'> {
    return this.#source;
  }

  /** What the table says; undefined if it is not asked. */
  get fromTable(): Promise<TableVector> | undefined {
    return this.#fromTable;
  }

  /** Has rows of the table fetched while postings are: most queries have no typing error. */
  readAhead({ table }: SearchedContent): void {
    const { query, mode, model } = this.#job.settings;
    if (model || mode === 'words' || typeof query !== 'string') return;
    // Whoever needs them is told.
    table?.vectorOf(query).catch(() => undefined);
  }

  /** Has rows of the table fetched while words answer. */
  ask(ranking: Ranking | undefined): void {
    const { query, mode, model } = this.#job.settings;
    if (model || mode === 'words' || typeof query !== 'string' || !ranking?.some) return;
    this.#fromTable = ranking.content.table?.vectorOf(ranking.corrected(query));
    this.#fromTable?.catch(() => undefined);
  }

  /** Undefined if the table knows nothing of the query, or there is none. Errors: those of embedding and of fetching rows. */
  async of(ranking: Ranking): Promise<Float32Array | undefined> {
    const { embedder, signal, settings } = this.#job;
    const { query, model } = settings;
    if (typeof query !== 'string') {
      this.#source = { query: 'given' };
      return query;
    }
    if (model) {
      const asked = ranking.correctedFor(embedder, query);
      this.#job.onEmbed?.();
      const [vector] = await embedTexts(embedder, [asked], 'query', signal);
      this.#source = { query: 'model' };
      return vector;
    }
    const { vector, known } = (await this.#fromTable) ?? {};
    if (vector !== undefined && known !== undefined) this.#source = { query: 'table', known };
    return vector;
  }
}
