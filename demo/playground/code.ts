// The code that does what the playground did, for a page or for Node.

import type { AnyWhere, Document, Preset, SearchMode } from '../../web/index.js';

export interface Done {
  documents: readonly Document[];
  preset: Preset;
  query: string;
  mode: SearchMode;
  k: number;
  where?: AnyWhere;
}

export type Place = 'page' | 'node';

/** Longer documents, in characters of JSON, are read from a file. */
const MOST_INLINE = 2000;

/** Whether the code reads the documents from `documents.json`. */
export function readsFile({ documents }: Pick<Done, 'documents'>): boolean {
  return JSON.stringify(documents).length > MOST_INLINE;
}

/** A module; the command that makes the model stands in its first lines. */
export function codeOf(done: Done, place: Place): string {
  const inFile = readsFile(done);
  return [
    ...HEADS[place],
    ...(inFile && place === 'node' ? ["import { readFile } from 'node:fs/promises';"] : []),
    "import { LeannIndex, OnnxEmbedder } from 'leann-web';",
    '',
    MODELS[place],
    `const index = await LeannIndex.open('playground', ${openOptions(done, place)});`,
    `const documents = ${inFile ? FILES[place] : JSON.stringify(done.documents, null, 2)};`,
    'for await (const { phase, done, total } of index.update(documents)) console.log(phase, done, total);',
    ...(place === 'page' ? ['await index.save();'] : []),
    '',
    `for await (const { hits, final } of index.search(${JSON.stringify(done.query)}, ${searchOptions(done)})) {`,
    '  // The first answers come at once; the last one is the best.',
    '  if (!final) continue;',
    '  for (const { id, title, score, text } of hits) console.log(score.toFixed(2), title ?? id, text);',
    '}',
    'await index.close();',
    'await embedder.close();',
    '',
  ].join('\n');
}

const HEADS: Readonly<Record<Place, readonly string[]>> = {
  page: ['// npx leann-web model public/model', '// The folder that it writes is served as /model/.'],
  node: ['// npx leann-web model model'],
};

const MODELS: Readonly<Record<Place, string>> = {
  page: "const embedder = await OnnxEmbedder.load('/model/', { wasmPaths: '/model/ort/' });",
  node: "const embedder = await OnnxEmbedder.load('model');",
};

const FILES: Readonly<Record<Place, string>> = {
  page: "await (await fetch('documents.json')).json()",
  node: "JSON.parse(await readFile('documents.json', 'utf8'))",
};

/** What is the default is left out. */
function openOptions({ preset }: Done, place: Place): string {
  const parts = ['embedder'];
  if (place === 'node') parts.push("store: 'memory'");
  if (preset !== 'balanced') parts.push(`build: { preset: '${preset}' }`);
  return `{ ${parts.join(', ')} }`;
}

function searchOptions({ k, mode, where }: Done): string {
  const parts = [`k: ${k}`];
  if (mode !== 'hybrid') parts.push(`mode: '${mode}'`);
  if (where !== undefined) parts.push(`where: ${JSON.stringify(where)}`);
  return `{ ${parts.join(', ')} }`;
}
