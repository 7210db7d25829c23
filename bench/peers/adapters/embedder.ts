// No library: what it takes to embed a query with leann-web's embedder, which those without a model are given.

import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../../web/index.js';
import type { Host, Peer, PeerIndex } from '../peer.js';

let embedder: OnnxEmbedder | undefined;

/** The model, one thread in a page. */
export function loadEmbedder(
  { paths }: Host,
  options: Pick<OnnxEmbedderOptions, 'runtime'> = {},
): Promise<OnnxEmbedder> {
  const { model, ort, worker } = paths;
  return OnnxEmbedder.load(model, {
    ...options,
    ...(ort !== undefined && { wasmPaths: ort, numThreads: 1 }),
    ...(worker !== undefined && { worker }),
  });
}

export const peer: Peer = {
  prepare: async (host) => {
    embedder = await loadEmbedder(host);
    await embedder.embed(['a text to warm up with'], { kind: 'query' });
  },
  build: async () => index,
  open: async () => index,
};

const index: PeerIndex = {
  save: async () => 0,
  search: async ({ text }) => {
    const began = performance.now();
    await embedder?.embed([text], { kind: 'query' });
    const embed = performance.now() - began;
    return { ids: [], ms: { embed, recompute: 0, total: embed } };
  },
  close: () => embedder?.close(),
};
