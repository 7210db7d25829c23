// leann-web search

import { type Hit, LeannIndex, OnnxEmbedder, type SearchUpdate } from '../../web/index.js';
import type { Command } from './command-line.js';
import { FileStore } from './file-store.js';
import { notedModel } from './model-note.js';
import { requireIndex } from './require-index.js';

export type SearchCommand = Extract<Command, { name: 'search' }>;

const SNIPPET = 200;

/** Gives what to print. */
export async function search(command: SearchCommand, signal: AbortSignal): Promise<string> {
  const store = new FileStore(command.index);
  await requireIndex(command.index, store);
  const model = command.model ?? (await notedModel(command.index));
  const embedder = await OnnxEmbedder.load(model, { signal });
  try {
    const index = await LeannIndex.open(command.index, { embedder, store });
    try {
      const { hits, stats } = await lastUpdate(index.search(command.query, { ...command.options, signal }));
      if (command.json) return JSON.stringify({ hits, stats });
      return hits.length === 0 ? 'nothing found' : hits.map(written).join('\n');
    } finally {
      await index.close();
    }
  } finally {
    await embedder.close();
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
