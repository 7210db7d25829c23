// leann-web export

import type { Embedder } from '../../web/index.js';
import { CachedEmbedder } from '../cached-embedder.js';
import type { Command } from '../command-line.js';
import { counted } from '../counted.js';
import { ProgressBar, type Terminal } from '../progress-bar.js';
import { VectorFile, vectorPath } from '../vector-file.js';
import { documentsOfIndex, documentsOfPostgres, metadataOfPostgres } from './documents-of.js';
import { isParquet } from './file-kind.js';
import { type OpenedIndex, openIndex } from './opened-index.js';
import { connect, isPostgres } from './pg-client.js';
import { writeJsonLines } from './to-json-lines.js';
import { writeParquet } from './to-parquet.js';
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

/** Gives what to print. Errors: those of reading the index, of writing, of the database and of the model. */
export async function exportIndex(
  command: ExportCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<string> {
  const report = isPostgres(command.index)
    ? await fromPostgres(command, signal)
    : await fromIndex(command, terminal, signal);
  if (command.json) return JSON.stringify(report);
  const { documents, passages, sent, embedded } = report;
  return `${counted(documents, 'document')}, ${counted(passages, 'passage')}: ${sent} written (${embedded} embedded), ${passages - sent} were there`;
}

async function fromPostgres(
  { index, to, schema, vectors }: ExportCommand,
  signal: AbortSignal,
): Promise<ExportReport> {
  await using client = await connect(index);
  const documents = documentsOfPostgres(client, schema, vectors, signal);
  const counts = isParquet(to)
    ? await writeParquet(to, documents, { vectors, metadata: metadataOfPostgres(client, schema, signal) })
    : await writeJsonLines(to, documents);
  return { ...counts, sent: counts.passages, embedded: 0 };
}

async function fromIndex(
  command: ExportCommand,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExportReport> {
  const { index, model, cache } = command;
  await using opened = await openIndex(index, { model, cache, terminal, signal });
  const file = await VectorFile.open(
    vectorPath({ cache, out: index }, opened.embedder),
    opened.embedder.dimension,
  );
  const embedder = new CachedEmbedder(opened.embedder, file);
  try {
    const report = isPostgres(command.to)
      ? await intoPostgres(command, opened, embedder, { terminal, signal })
      : await intoFile(command, opened, embedder, signal);
    return { ...report, embedded: embedder.embedded };
  } finally {
    await file.close();
  }
}

async function intoFile(
  { to, vectors }: ExportCommand,
  opened: OpenedIndex,
  embedder: Embedder,
  signal: AbortSignal,
): Promise<Omit<ExportReport, 'embedded'>> {
  const documents = documentsOfIndex(opened, vectors ? embedder : undefined, signal);
  const metadata = opened.exported.documents.map((document) => document.metadata);
  const counts = isParquet(to)
    ? await writeParquet(to, documents, { vectors, metadata })
    : await writeJsonLines(to, documents);
  return { ...counts, sent: counts.passages };
}

async function intoPostgres(
  { to, schema }: ExportCommand,
  { name, exported, passages }: OpenedIndex,
  embedder: Embedder,
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<Omit<ExportReport, 'embedded'>> {
  await using client = await connect(to);
  const bar = new ProgressBar(terminal);
  const onProgress = (done: number, total: number) => bar.show({ phase: 'embed', done, total });
  try {
    return await exportToPostgres({ client, schema, name, exported, passages, embedder, signal, onProgress });
  } finally {
    bar.end();
  }
}
