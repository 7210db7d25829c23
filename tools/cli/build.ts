// leann-web build

import { LeannIndex, OnnxEmbedder } from '../../web/index.js';
import type { Command } from './command-line.js';
import { FileStore } from './file-store.js';
import { noteModel } from './model-note.js';
import { ProgressBar, type Terminal } from './progress-bar.js';
import { readSource } from './source.js';

export type BuildCommand = Extract<Command, { name: 'build' }>;

/** Builds an index folder; nothing is left of it where that fails. Gives what to print. */
export async function build(command: BuildCommand, terminal: Terminal, signal: AbortSignal): Promise<string> {
  const { source, model, out, maxTokens, options, json } = command;
  const began = performance.now();
  const store = new FileStore(out);
  if ((await store.load()) !== undefined) throw new Error(`cannot build ${out}: there is an index already`);
  const embedder = await OnnxEmbedder.load(model, { signal });
  try {
    const split = maxTokens === undefined ? {} : { maxTokens };
    const index = await LeannIndex.open(out, { embedder, store, split, build: options });
    try {
      await addAll(index, source, terminal, signal);
      await index.save();
      await noteModel(out, model);
      const { documents, passages, bytes } = index.info();
      const seconds = (performance.now() - began) / 1000;
      if (json) return JSON.stringify({ documents, passages, bytes, seconds });
      return `${documents} documents, ${passages} passages: ${size(bytes.total)} of index for ${size(bytes.text)} of text`;
    } finally {
      await index.close();
    }
  } finally {
    await embedder.close();
  }
}

async function addAll(
  index: LeannIndex,
  source: string,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const bar = new ProgressBar(terminal);
  try {
    for await (const progress of index.add(readSource(source), { signal })) bar.show(progress);
  } finally {
    bar.end();
  }
}

/** Bytes for people. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(1)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
