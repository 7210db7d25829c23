// A folder that has all its files but the manifest, and is asked as a page will ask it.

import { CoreReader } from '../../web/core/core-reader.js';
import { type HostedContent, hostedContent } from '../../web/hosted/hosted-content.js';
import { HostedFiles } from '../../web/hosted/hosted-files.js';
import type { WrittenFolder } from '../../web/hosted/publish.js';
import type { Embedder, SearchOptions } from '../../web/index.js';
import { FoundWords } from '../../web/search/found-words.js';
import { allBut, hasBit } from '../../web/search/passage-bits.js';
import { runSearch } from '../../web/search/run-search.js';
import { Scoring } from '../../web/search/scoring.js';
import { SearchClock } from '../../web/search/search-clock.js';
import { searchSettings } from '../../web/search/search-settings.js';
import { parseQuery, queryBytes } from '../../web/words/word-query.js';
import type { ExactQuery } from './exact-ranking.js';

export interface AskedFolderOptions extends WrittenFolder {
  /** The folder, with a slash at the end. */
  url: URL;
  /** Knows the vectors of all passages. */
  embedder: Embedder;
  signal: AbortSignal;
}

/** A query with what exact search needs to rank passages. */
export interface AskedQuery extends ExactQuery {
  text: string;
  /** One bit a passage: those that may be found. */
  allowed: Uint8Array;
}

export class AskedFolder {
  readonly #options: AskedFolderOptions;
  readonly #core: CoreReader;
  readonly #files: HostedFiles;
  /** By id, the first passage of a document. */
  readonly #firsts: ReadonlyMap<string, number>;
  #content: HostedContent;

  private constructor(options: AskedFolderOptions, core: CoreReader) {
    this.#options = options;
    this.#core = core;
    this.#files = new HostedFiles(options.url);
    const { passages } = options;
    this.#firsts = new Map(passages.flatMap(({ id, passage }, node) => (passage === 0 ? [[id, node]] : [])));
    this.#content = this.#open();
  }

  /** Errors: `corrupt`; those of the core. */
  static async open(options: AskedFolderOptions): Promise<AskedFolder> {
    return new AskedFolder(options, await CoreReader.load());
  }

  /**
   * A query; `madeOf` is the passage that it was made of, whose document is not to be found for it. Errors: those of the embedder and
   * of reading postings.
   */
  async query(text: string, madeOf?: number): Promise<AskedQuery> {
    const { embedder, signal, passages } = this.#options;
    const { words, core } = this.#content;
    // One by one, so that the vector does not depend on what is embedded beside it.
    const [vector = new Float32Array(0)] = await embedder.embed([text], { kind: 'query', signal });
    const query = parseQuery(text);
    await words?.fetch?.(queryBytes(query));
    const allowed = allBut(passages.length, madeOf === undefined ? [] : this.#documentOf(madeOf));
    const found = FoundWords.find(this.#content, query, allowed);
    const scoring = new Scoring(words === undefined ? 'meaning' : 'hybrid', core.metric);
    return {
      text,
      vector,
      allowed,
      bonusOf: (node) => scoring.bonusOf(found.of(node)),
      accepts: (node) => hasBit(allowed, node),
    };
  }

  /** The passages of the last answer. Errors: those of searches. */
  async answer({ text, allowed: bits }: AskedQuery, options: SearchOptions): Promise<number[]> {
    const { embedder, signal } = this.#options;
    const content = this.#content;
    const allowed = { some: true, ask: async () => undefined, bits: () => bits };
    const job = {
      settings: { ...searchSettings(text, options, embedder), allowed },
      content: () => content,
      metric: content.core.metric,
      embedder,
      signal,
      clock: new SearchClock(),
      totals: { recomputed: 0, cached: 0 },
    };
    let nodes: number[] = [];
    for await (const { hits } of runSearch(job))
      nodes = hits.map(({ id, passage }) => (this.#firsts.get(id) ?? 0) + passage);
    return nodes;
  }

  /** As for the first search of a visitor: without the clusters that other searches have fetched. */
  forget(): void {
    if (this.#content.clusters?.counts === undefined) return;
    this.#content.core.free();
    this.#content = this.#open();
  }

  close(): void {
    this.#content.core.free();
  }

  #documentOf(node: number): number[] {
    const { passages } = this.#options;
    const id = passages[node]?.id ?? '';
    const nodes: number[] = [];
    for (let each = this.#firsts.get(id) ?? 0; passages[each]?.id === id; each++) nodes.push(each);
    return nodes;
  }

  #open(): HostedContent {
    const { url, manifest, index, embedder, signal } = this.#options;
    const files = this.#files;
    const publication = {
      url: url.href,
      manifest: { ...manifest, generation: '' },
      index,
      nodes: undefined,
      reader: undefined,
      list: undefined,
      fetched: files.fetched,
    };
    // A page that has just been opened knows no vectors.
    const parts = { core: this.#core, embedder, files, cacheBytes: 0 };
    return hostedContent(publication, parts, undefined, signal);
  }
}
