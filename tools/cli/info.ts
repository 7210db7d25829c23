// leann-web info

import { NO_BYTES } from '../../web/core/records.js';
import { Core } from '../../web/index.js';
import { size } from './build.js';
import type { Command } from './command-line.js';
import { FileStore } from './file-store.js';
import { requireIndex } from './require-index.js';

export type InfoCommand = Extract<Command, { name: 'info' }>;

/** Gives what to print. The index bytes are checked on the way, the model is not needed. */
export async function info(command: InfoCommand): Promise<string> {
  const { manifest, index } = await requireIndex(command.index, new FileStore(command.index));
  const { documents, passages, embedder, split, build, generation, textBytes } = manifest;
  const parts = index.length > 0 ? (await Core.load()).read(index).sizes : NO_BYTES;
  const bytes = { ...parts, buffered: 0, text: textBytes };
  if (command.json) return JSON.stringify({ documents, passages, bytes, embedder, split, build, generation });
  const each = passages === 0 ? '' : ` (${(bytes.total / passages).toFixed(1)} B a passage)`;
  return [
    `documents   ${documents}`,
    `passages    ${passages}, of at most ${split.maxTokens} tokens`,
    `index       ${size(bytes.total)}${each}`,
    `  graph     ${size(bytes.graph)}`,
    `  codes     ${size(bytes.codes + bytes.lengths)}`,
    `  quantizer ${size(bytes.quantizer)}`,
    ...(bytes.cache > 0 ? [`  cache     ${size(bytes.cache)}`] : []),
    `texts       ${size(bytes.text)}`,
    `embedder    ${embedder.fingerprint}, ${embedder.dimension} dimensions`,
  ].join('\n');
}
