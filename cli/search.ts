// leann-web search

import { type Hit, LeannIndex, OnnxEmbedder, type SearchUpdate } from '../web/index.js';
import type { Command } from './command-line.js';
import { checkPublished } from './published.js';

export type SearchCommand = Extract<Command, { name: 'search' }>;

const SNIPPET = 200;

/** Searches a published folder, here or on a server. Gives what to print. */
export async function search(command: SearchCommand, signal: AbortSignal): Promise<string> {
  const { index: place, query, options, model, noModel, json } = command;
  await checkPublished(place);
  const embedder = model === undefined ? undefined : await OnnxEmbedder.load(model, { signal });
  try {
    await using index = await LeannIndex.fromUrl(place, {
      signal,
      ...(embedder && { embedder }),
      ...(noModel && { model: 'never' }),
    });
    const { hits, stats } = await lastUpdate(index.search(query, { ...options, signal }));
    if (json) return JSON.stringify({ hits, stats, fetched: index.info().fetched });
    return hits.length === 0 ? 'nothing found' : hits.map(written).join('\n');
  } finally {
    await embedder?.close();
  }
}

async function lastUpdate(updates: AsyncIterable<SearchUpdate>): Promise<SearchUpdate> {
  let last: SearchUpdate | undefined;
  for await (const update of updates) last = update;
  if (last === undefined) throw new Error('the search gave no answer');
  return last;
}

function written({ id, passage, title, text, score }: Hit, row: number): string {
  const name = title === undefined ? id : `${id} (${title})`;
  const line = text.replaceAll(/\s+/g, ' ');
  const snippet = line.length > SNIPPET ? `${line.slice(0, SNIPPET)}…` : line;
  return `${String(row + 1).padStart(2)}. ${score.toFixed(3)}  ${name}${passage > 0 ? `, passage ${passage}` : ''}\n    ${snippet}`;
}
