// An index of WordNet's definitions with the vectors of word-embedder.ts, and definitions to ask it for.

import { readGlosses } from '../../tools/corpora/wordnet.js';
import { Core } from '../../web/core/core.js';
import type { Document } from '../../web/interface/document.js';
import type { OpenOptions } from '../../web/interface/open-options.js';
import type { SearchOptions } from '../../web/interface/search-request.js';
import type { SearchUpdate } from '../../web/interface/search-update.js';
import { LeannIndex } from '../../web/leann-index.js';
import { addAll, updatesOf } from './drive.js';
import { recallOf } from './exact-search.js';
import { type WordEmbedder, wordEmbedder } from './word-embedder.js';

const QUERIES = 40;

export interface GlossIndex {
  index: LeannIndex;
  documents: Document[];
  /** Definitions that are not in the index. */
  queries: string[];
  embedder: WordEmbedder;
  core: Core;
}

export async function openGlosses(count: number, options: Partial<OpenOptions> = {}): Promise<GlossIndex> {
  const core = options.core ?? (await Core.load());
  const glosses = readGlosses({ limit: count + QUERIES });
  const documents = glosses.slice(0, count);
  const queries = glosses.slice(count).map(({ text }) => text);
  const embedder = wordEmbedder();
  // One passage a definition, embedded as it is.
  const split = { maxTokens: 1000, context: false };
  const index = await LeannIndex.open('glosses', { embedder, store: 'memory', core, split, ...options });
  await addAll(index, documents);
  return { index, documents, queries, embedder, core };
}

/** Means over all queries. */
export interface Effort {
  recall: number;
  recomputed: number;
  visited: number;
}

export async function effortOf(glosses: GlossIndex, options: SearchOptions = {}): Promise<Effort> {
  const { index, documents, queries } = glosses;
  const { k = 10 } = options;
  const sum: Effort = { recall: 0, recomputed: 0, visited: 0 };
  for (const query of queries) {
    const { hits, stats } = await finalOf(index, query, options);
    sum.recall += recallOf(documents, query, hits, k) / queries.length;
    sum.recomputed += stats.recomputed / queries.length;
    sum.visited += stats.visited / queries.length;
  }
  return sum;
}

/** The last update of a search by meaning. */
export async function finalOf(
  index: LeannIndex,
  query: string,
  options: SearchOptions = {},
): Promise<SearchUpdate> {
  const last = (await updatesOf(index, query, { mode: 'meaning', ...options })).at(-1);
  if (last?.final) return last;
  throw new Error('the search ended without a final update');
}
