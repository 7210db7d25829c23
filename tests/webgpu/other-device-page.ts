// An index in a page that one device has built, searched with another, for other-device.test.ts.
import { LeannIndex } from '../../web/leann-index.js';
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import { dot } from '../web/dot.js';

export interface Texts {
  passages: { id: string; text: string }[];
  queries: string[];
}

export interface Found {
  devices: [builder: string, searcher: string];
  /** Of each query: the share of its k nearest passages, by the searcher's own vectors, that were found. */
  recalls: number[];
}

/** Builds with the model of that folder in one way, and searches in the other. */
export async function search(
  folder: string,
  { passages, queries }: Texts,
  [builder, searcher]: [OnnxEmbedderOptions, OnnxEmbedderOptions],
  { k, confidence }: { k: number; confidence: number },
): Promise<Found> {
  const first = await load(folder, builder);
  const file = await built(first, passages);
  const second = await load(folder, searcher);
  const vectors = await second.embed(passages.map(({ text }) => text));
  const index = await LeannIndex.import('searched', file, { embedder: second, ...SETTINGS });
  const recalls: number[] = [];
  for (const query of queries) {
    const [vector = new Float32Array(0)] = await second.embed([query], { kind: 'query' });
    const scores = new Map(passages.map(({ id }, row) => [id, dot(vector, vectors[row] ?? [])]));
    const last = [...scores.values()].sort((left, right) => right - left)[k - 1] ?? 0;
    let ids: string[] = [];
    for await (const { hits } of index.search(query, { mode: 'meaning', k, confidence }))
      ids = hits.map(({ id }) => id);
    recalls.push(ids.filter((id) => (scores.get(id) ?? -1) >= last - 1e-6).length / k);
  }
  await index.close();
  await Promise.all([first.close(), second.close()]);
  return { devices: [first.device, second.device], recalls };
}

const SETTINGS = { store: 'memory', worker: false, wasm: '/core/leann-core.wasm' } as const;

function load(folder: string, options: OnnxEmbedderOptions): Promise<OnnxEmbedder> {
  return OnnxEmbedder.load(folder, { wasmPaths: '/ort/', worker: false, ...options });
}

async function built(embedder: OnnxEmbedder, passages: Texts['passages']): Promise<Blob> {
  const index = await LeannIndex.open('built', { embedder, ...SETTINGS });
  for await (const _ of index.add(passages));
  const file = await index.export();
  await index.close();
  return file;
}
