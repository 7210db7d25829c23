// How much of what exact search finds is among the first and the final answers of a folder, before it is published.

import type { RecallInfo } from '../../web/index.js';
import { AskedFolder, type AskedFolderOptions, type AskedQuery } from './asked-folder.js';
import { leastRanks, rankOf } from './exact-ranking.js';
import { type MadeQuery, madeQueries } from './made-queries.js';

/** Queries that are asked at most. */
const MOST = 100;
/** With fewer documents or queries than these, chance would say more than the index. */
const FEWEST = 20;
/** Passages that are compared. */
const HITS = 10;

/** Undefined if there is too little to ask. Errors: as of {@link recallOf}. */
export async function measuredRecall(options: AskedFolderOptions): Promise<RecallInfo | undefined> {
  const { passages } = options;
  const documents = new Set(passages.map(({ id }) => id)).size;
  const queries = documents < FEWEST ? [] : madeQueries(passages, MOST);
  return queries.length < FEWEST ? undefined : await recallOf(options, queries);
}

/**
 * Asks queries without the model, if there is a table of terms, and with it. O(queries * passages * dimension). Errors: those of reading
 * the folder and of the embedder; the signal's reason.
 */
export async function recallOf(
  options: AskedFolderOptions,
  queries: readonly (Pick<MadeQuery, 'text'> & Partial<MadeQuery>)[],
): Promise<RecallInfo> {
  const { manifest, passages, embedder, signal } = options;
  const folder = await AskedFolder.open(options);
  try {
    const asked: AskedQuery[] = [];
    for (const { text, node } of queries) asked.push(await folder.query(text, node));
    const least = await leastRanks(asked, HITS, passages, embedder, signal);
    /** Of an answer, how many passages are among the best; equal ones count as equal. */
    const right = async (at: number, query: AskedQuery, model: boolean) => {
      const nodes = await folder.answer(query, { k: HITS, model });
      const texts = nodes.map((node) => passages[node]?.embedded ?? '');
      const vectors = await embedder.embed(texts, { signal });
      const ranks = nodes.map((node, row) => rankOf(query, node, vectors[row] ?? query.vector));
      return ranks.filter((rank) => rank >= (least[at] ?? 0)).length;
    };
    let first = 0;
    let final = 0;
    for (const [at, query] of asked.entries()) {
      folder.forget();
      if (manifest.table !== undefined) first += await right(at, query, false);
      final += await right(at, query, true);
    }
    const share = (found: number) => Math.round((1000 * found) / (HITS * asked.length)) / 1000;
    return {
      queries: asked.length,
      ...(manifest.table !== undefined && { first: share(first) }),
      final: share(final),
    };
  } finally {
    folder.close();
  }
}
