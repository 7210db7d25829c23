// Documents like one of the index: from graph and codes alone, nothing is embedded.

import { LeannError } from '../base/error.js';
import { unlessAborted } from '../base/unless-aborted.js';
import { type ListedDocument, linkedPassages, type SearchedContent } from '../content/searched-content.js';
import { toUnitLength } from '../embed/pooling.js';
import type { MoreOptions } from '../interface/search-request.js';
import type { Hit } from '../interface/search-update.js';
import { runSearch } from './run-search.js';
import type { SearchJob } from './search-job.js';
import { searchSettings } from './search-settings.js';

export interface MoreJob extends Omit<SearchJob, 'settings'> {
  id: string;
  /** The document of that id, as the content has it. */
  placed: ListedDocument | undefined;
  options: MoreOptions;
}

/**
 * The documents that are nearest to the mean of a document's passages, as far as their codes tell, best first. Errors:
 * `invalid-argument`, also if there is no such document; those of reading texts.
 */
export async function moreLike({ id, placed, options, ...job }: MoreJob): Promise<Hit[]> {
  if (placed === undefined) {
    throw new LeannError(
      'invalid-argument',
      `leann: cannot find more like document "${id}": the index has no document of that id`,
    );
  }
  const { k = 10, where, minScore, sort } = options;
  const given = {
    ...(where && { where }),
    ...(minScore !== undefined && { minScore }),
    ...(sort && { sort }),
  };
  const vector = await meanOf(job.content(), placed, job.signal);
  // One more, as the document is likely to be found itself.
  const wanted = { ...given, k: k + 1, group: 'document', maxRecomputes: 0 } as const;
  const settings = searchSettings(vector ?? new Float32Array(0), wanted, job.embedder);
  let hits: Hit[] = [];
  if (vector === undefined) return hits;
  for await (const update of runSearch({ ...job, settings })) hits = update.hits;
  return hits.filter((hit) => hit.id !== id).slice(0, k);
}

/** Undefined for a document without passages. */
async function meanOf(
  content: SearchedContent,
  { document, first }: ListedDocument,
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  const linked = linkedPassages(content);
  const nodes = Array.from({ length: document.passages }, (_, part) => first + part);
  if (nodes.length === 0) return undefined;
  // A document is linked as a whole.
  if (first < linked) {
    if (content.clusters) await unlessAborted(content.clusters.bring(nodes), signal);
    const mean = content.core?.reconstructedMean(Uint32Array.from(nodes));
    return mean && toUnitLength(mean);
  }
  const vectors = nodes.flatMap((node) => content.buffered.vectors[node - linked] ?? []);
  if (vectors.length === 0) return undefined;
  const sum = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (const [at, value] of vector.entries()) sum[at] = (sum[at] ?? 0) + value;
  return toUnitLength(sum);
}
