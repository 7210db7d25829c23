// leann-web export

import { CachedEmbedder } from '../cached-embedder.js';
import type { Command } from '../command-line.js';
import { ProgressBar, type Terminal } from '../progress-bar.js';
import { VectorFile, vectorPath } from '../vector-file.js';
import { openIndex } from './opened-index.js';
import { connect } from './pg-client.js';
import { exportToPostgres } from './to-postgres.js';

export type ExportCommand = Extract<Command, { name: 'export' }>;

/** What was exported. */
export interface ExportReport {
  documents: number;
  passages: number;
  /** Passages that this run has written; the others were there. */
  sent: number;
  /** Passages that had to be embedded; the vectors of the others were kept by a build. */
  embedded: number;
}

/** Gives what to print. Errors: those of reading the index, of the database and of the model. */
export async function exportIndex(
  command: ExportCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string> {
  const report = await run(command, terminal, signal);
  if (command.json) return JSON.stringify(report);
  const { documents, passages, sent, embedded } = report;
  return `${documents} documents, ${passages} passages: ${sent} written (${embedded} embedded), ${passages - sent} were there`;
}

async function run(command: ExportCommand, terminal: Terminal, signal: AbortSignal): Promise<ExportReport> {
  const { index, to, schema, model, cache } = command;
  await using opened = await openIndex(index, { model, cache, terminal, signal });
  // Before anything takes long.
  await using client = await connect(to);
  const path = vectorPath({ cache, out: index }, opened.embedder);
  const vectors = await VectorFile.open(path, opened.embedder.dimension);
  const embedder = new CachedEmbedder(opened.embedder, vectors);
  const bar = new ProgressBar(terminal);
  try {
    const report = await exportToPostgres({
      client,
      schema,
      name: opened.name,
      exported: opened.exported,
      passages: opened.passages,
      embedder,
      signal,
      onProgress: (done, total) => bar.show({ phase: 'embed', done, total }),
    });
    return { ...report, embedded: embedder.embedded };
  } finally {
    bar.end();
    await vectors.close();
  }
}
