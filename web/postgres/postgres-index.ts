// An index in PostgreSQL, as `leann-web export` writes it: the search of `LeannIndex` for a Node server.

import { ASYNC_DISPOSE } from '../base/async-dispose.js';
import { defined } from '../base/defined.js';
import { LeannError } from '../base/error.js';
import type { JsonObject } from '../base/json.js';
import { Lifetime } from '../base/lifetime.js';
import { givenFields, givenPassage } from '../content/document-fields.js';
import type { BuildOptions } from '../core/build-options.js';
import type { EmbedDevice, Embedder } from '../embed/embedder.js';
import { requireEmbedder } from '../embed/require-embedder.js';
import type { Where } from '../filter/where.js';
import type { DocumentInfo } from '../interface/document.js';
import type { IndexMethods } from '../interface/index-methods.js';
import type { SearchOptions } from '../interface/search-request.js';
import type { SearchUpdate } from '../interface/search-update.js';
import { SearchClock } from '../search/search-clock.js';
import { searchSettings } from '../search/search-settings.js';
import type { SplitOptions } from '../text/passage.js';
import { type PassageRow, passageColumns, passageOf } from './passage-row.js';
import { ask, type PostgresClient, quotedSchema, SCHEMA } from './postgres-client.js';
import { searchPostgres } from './postgres-search.js';
import { meetTerms } from './query-words.js';
import { type IndexFacts, readFacts } from './table-facts.js';

export type { PostgresClient } from './postgres-client.js';

export interface PostgresOptions {
  /** Of `pg`, a pool or a client; or a PGlite. It stays the caller's, who also ends it. */
  client: PostgresClient;
  /** Of the model that the index was built with, such as an `OnnxEmbedder`. It stays the caller's. */
  embedder: Embedder;
  /** Where the tables are. Default `'leann'`. */
  schema?: string;
}

/** Options of a search that mean something to a database. */
export type PostgresSearchOptions<Metadata extends object = JsonObject> = Pick<
  SearchOptions<Metadata>,
  'k' | 'mode' | 'group' | 'minScore' | 'where' | 'sort' | 'signal'
> & {
  /** Ids of the documents that may be found; a function would have to be asked about each. Default: all. */
  filter?: Iterable<string>;
};

export interface PostgresInfo {
  name: string;
  documents: number;
  passages: number;
  dimension: number;
  embedder: { fingerprint: string; device: EmbedDevice };
  build: BuildOptions;
  split: SplitOptions;
}

type Methods<Metadata extends object> = Pick<
  IndexMethods<Metadata>,
  'name' | 'get' | 'has' | 'ids' | 'close'
>;

/** `Metadata` is the type of the documents' metadata: a promise of the caller, which is not checked. */
export class PostgresIndex<Metadata extends object = JsonObject>
  implements Methods<Metadata>, AsyncDisposable
{
  readonly #client: PostgresClient;
  readonly #embedder: Embedder;
  readonly #schema: string;
  readonly #facts: IndexFacts;
  readonly #lifetime: Lifetime;

  private constructor({ client, embedder }: PostgresOptions, schema: string, facts: IndexFacts) {
    this.#client = client;
    this.#embedder = embedder;
    this.#schema = schema;
    this.#facts = facts;
    this.#lifetime = new Lifetime(`index "${facts.name}"`);
  }

  /**
   * Errors: `not-found` if the schema holds no index, `embedder-mismatch`, `invalid-argument`, `unsupported-version`, `corrupt`;
   * `storage-failed` with the database's own error as its cause.
   */
  static async open<Metadata extends object = JsonObject>(
    options: PostgresOptions,
  ): Promise<PostgresIndex<Metadata>> {
    const { client, embedder, schema = SCHEMA } = options;
    const quoted = quotedSchema(schema);
    const facts = await readFacts(client, schema, quoted);
    requireEmbedder(`open index "${facts.name}"`, facts.fingerprint, embedder);
    return new PostgresIndex(options, quoted, facts);
  }

  get name(): string {
    return this.#facts.name;
  }

  /**
   * As {@link LeannIndex.search}: first what words find, then the final answer. All scores are exact, of vectors in half
   * precision. Errors: `invalid-argument`, also for options of {@link SearchOptions} that a database has no use for; `closed`,
   * `storage-failed`, errors of the embedder.
   */
  async *search(
    query: string | Float32Array,
    options: PostgresSearchOptions<Metadata> = {},
  ): AsyncGenerator<SearchUpdate<Metadata>, void> {
    this.#lifetime.requireOpen('search');
    requireKnown(options);
    const clock = new SearchClock();
    const ids = options.filter === undefined ? undefined : [...options.filter];
    const settings = searchSettings(query, options as unknown as SearchOptions, this.#embedder);
    if (typeof settings.query !== 'string' && settings.query.length !== this.#facts.dimension) {
      throw new LeannError(
        'dimension-mismatch',
        `leann: cannot search for a vector of ${settings.query.length} dimensions: those of index "${this.name}" have ${this.#facts.dimension}`,
      );
    }
    const signal = this.#lifetime.and(options.signal);
    signal.throwIfAborted();
    const { passages, documents: _, words, build } = this.#facts;
    const place = { client: this.#client, schema: this.#schema, action: `search index "${this.name}"` };
    const met = await clock.wait('read', () => meetTerms(settings.words, { ...place, passages }));
    const where = options.where as Where | undefined;
    yield* searchPostgres({
      wanted: { ...place, settings, where, ids, met },
      embedder: this.#embedder,
      metric: build.metric ?? 'ip',
      average: { body: words.body / passages, title: words.title / Math.max(1, words.titled) },
      clock,
      signal,
    }) as AsyncGenerator<SearchUpdate<Metadata>, void>;
  }

  /** Errors: `closed`, `storage-failed`. */
  async has(id: string): Promise<boolean> {
    const rows = await this.#ask(
      'look for a document in',
      `SELECT FROM ${this.#schema}.documents WHERE id = $1::text`,
      [id],
    );
    return rows.length > 0;
  }

  /** Errors: `closed`, `storage-failed`. */
  async ids(): Promise<string[]> {
    const text = `SELECT id FROM ${this.#schema}.documents ORDER BY number`;
    return (await this.#ask<{ id: string }>('list', text)).map(({ id }) => id);
  }

  /** Errors: `closed`, `storage-failed`. */
  async get(id: string): Promise<DocumentInfo<Metadata> | undefined> {
    const rows = await this.#ask<Nullable<PassageRow>>(
      'read a document of',
      `SELECT ${passageColumns()} FROM ${this.#schema}.documents d LEFT JOIN ${this.#schema}.passages p ON d.number = p.document
WHERE d.id = $1::text ORDER BY p.node`,
      [id],
    );
    const [first] = rows;
    if (first === undefined) return undefined;
    const fields = passageOf({ ...(first as PassageRow), headings: null });
    // A document without text has no passage.
    const passages = rows
      .filter(({ node }) => node !== null)
      .map((row) => givenPassage(passageOf(row as PassageRow)));
    const { title, url, metadata } = fields;
    const given = givenFields({ id, ...defined({ title, url, metadata }) });
    return { ...given, passages } as DocumentInfo<Metadata>;
  }

  info(): PostgresInfo {
    this.#lifetime.requireOpen('describe');
    const { name, documents, passages, dimension, fingerprint, build, split } = this.#facts;
    const embedder = { fingerprint, device: this.#embedder.device };
    return { name, documents, passages, dimension, embedder, build, split };
  }

  /** Ends what runs on the index (with `closed`). The client stays open. Idempotent. */
  async close(): Promise<void> {
    await this.#lifetime.close(async () => undefined);
  }

  async [ASYNC_DISPOSE](): Promise<void> {
    await this.close();
  }

  async #ask<Row>(what: string, text: string, values: unknown[] = []): Promise<Row[]> {
    this.#lifetime.requireOpen(what);
    return await ask<Row>(this.#client, `${what} index "${this.name}"`, text, values);
  }
}

type Nullable<Row> = { [Name in keyof Row]: Row[Name] | null };

const KNOWN = ['k', 'mode', 'group', 'minScore', 'where', 'sort', 'signal', 'filter'];

/** Options that mean nothing here are refused: whoever gives them expects something of them. */
function requireKnown(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!KNOWN.includes(name)) throw refused(name, value, 'a database has no use for this option');
    if (name === 'filter' && typeof value === 'function') {
      throw refused(name, 'a function', 'documents are in the database: use where, or give ids');
    }
  }
}

function refused(name: string, value: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot search with ${name} ${String(value)}: ${reason}`);
}
