// leann-web info

import { ENCODER_FILE } from '../web/embed/defaults.js';
import { fileAt, type HostedManifest } from '../web/hosted/manifest.js';
import { nodeBytes, nodeFileCount } from '../web/hosted/node-files.js';
import { fetchedSizes, readIndex } from '../web/hosted/read-index.js';
import { Core } from '../web/index.js';
import type { Command } from './command-line.js';
import { counted } from './counted.js';
import { openPublished } from './published.js';
import { recallInWords } from './recall/recall-in-words.js';
import { size } from './size.js';

export type InfoCommand = Extract<Command, { name: 'info' }>;

/** Gives what to print. The index is checked on the way; nothing else is read. */
export async function info(command: InfoCommand): Promise<string> {
  const { files, manifest } = await openPublished(command.index);
  const { name, generation, documents, passages, textBytes, texts, words, table, clusters } = manifest;
  const nodeFiles = nodeFileCount(manifest);
  const { embedder, model, split, build, recall } = manifest;
  const fields = columnPaths(manifest);
  const index = await readIndex(files, manifest, {});
  const bytes = {
    ...fetchedSizes((await Core.load()).read(index).sizes, manifest),
    text: textBytes,
    shards: texts.bytes,
    postings: words?.bytes ?? 0,
    table: table?.bytes ?? 0,
    nodes: nodeBytes(manifest),
    tokens: model?.tokens?.bytes ?? 0,
    documents: fileAt(manifest, manifest.documentList).bytes,
    columns: bytesOf(manifest.files.filter(({ path }) => fields.includes(path))),
    others: others(manifest.files, [manifest.index, manifest.nodes, manifest.documentList, ...fields]),
  };
  const { shards, passagesPerShard } = texts;
  if (command.json) {
    const parts = { shards: shards.length, passagesPerShard };
    return JSON.stringify({
      name,
      generation,
      documents,
      passages,
      ...parts,
      bytes,
      embedder,
      model,
      split,
      build,
      recall,
    });
  }
  const each = (count: number) => `${size(count)} (${(count / passages).toFixed(1)} B a passage)`;
  return [
    `name        ${name}, generation ${generation}`,
    `documents   ${documents}`,
    `passages    ${passages}, of at most ${split.maxTokens} tokens`,
    `index       ${each(bytes.total + bytes.nodes)}`,
    ...(nodeFiles === 0
      ? [`  graph     ${size(bytes.graph)}`, `  codes     ${size(bytes.codes + bytes.lengths)}`]
      : [`  ${clusters ? 'clusters' : 'nodes   '}  ${size(bytes.nodes)}, in ${counted(nodeFiles, 'file')}`]),
    `  quantizer ${size(bytes.quantizer)}`,
    ...(bytes.words > 0 ? [`  words     ${size(bytes.words)}`] : []),
    ...(nodeFiles === 0 ? [`  checks    ${size(bytes.attachments)}`] : []),
    `texts       ${each(bytes.shards)}, from ${size(bytes.text)}`,
    `  shards    ${shards.length} of ${texts.counts ? 'about ' : ''}${passagesPerShard} passages, ${size(bytes.shards / shards.length)} each`,
    ...(words === undefined
      ? []
      : [`words       ${size(bytes.postings)} of postings, in ${counted(words.shards.length, 'shard')}`]),
    ...(table === undefined
      ? []
      : [`table       ${size(bytes.table)} of rows of terms, in ${counted(table.shards.length, 'shard')}`]),
    `list        ${size(bytes.documents)} of ids, titles and metadata, for filters`,
    `fields      ${size(bytes.columns)} in ${counted(fields.length, 'file')}, for conditions on metadata`,
    `page files  ${size(bytes.others)}${spared(manifest)}`,
    ...(model?.tokens === undefined
      ? []
      : [
          `tokens      ${size(bytes.tokens)} of rows of tokens, in ${counted(model.tokens.shards.length, 'shard')}`,
        ]),
    `model       ${model === undefined ? 'not in the folder' : `${model.folder} (${model.dtype})`}`,
    `embedder    ${embedder.fingerprint}, ${embedder.dimension} dimensions`,
    ...(recall ? [`recall@10   ${recallInWords(recall)}, of ${recall.queries} queries made of it`] : []),
  ].join('\n');
}

function others(
  files: readonly { path: string; bytes: number }[],
  left: readonly (string | undefined)[],
): number {
  return bytesOf(files.filter(({ path }) => !left.includes(path)));
}

/** What most pages do not fetch of the files for pages: all that only ONNX Runtime needs, where our own encoder has its file. */
function spared({ files, model, runtime }: HostedManifest): string {
  if (model === undefined || !files.some(({ path }) => path === `${model.folder}${ENCODER_FILE}`)) return '';
  const { ort } = runtime ?? {};
  const isOrt = (path: string) => ort !== undefined && path.startsWith(ort);
  const isOnnx = (path: string) => path.startsWith(`${model.folder}onnx/`);
  const bytes = bytesOf(files.filter(({ path }) => isOrt(path) || isOnnx(path)));
  return `, ${size(bytes)} of it for ONNX Runtime: fetched only by pages that do not run ${ENCODER_FILE}`;
}

function bytesOf(files: readonly { bytes: number }[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Each once: equal columns are one file. */
function columnPaths({ columns }: HostedManifest): string[] {
  if (columns === undefined) return [];
  return [...new Set([columns.passages, ...columns.fields.map(({ path }) => path)])];
}
