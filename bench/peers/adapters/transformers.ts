// transformers.js embeds the query, an exact loop over the vectors finds the hits: the usual recipe without a library.

import { env, type FeatureExtractionPipeline, pipeline } from '@huggingface/transformers';
import type { Host, Peer, PeerIndex } from '../peer.js';
import { ExactRows } from './exact-rows.js';

/** Folder of the model in `Host.paths.models`. */
const MODEL = 'all-MiniLM-L6-v2';

let extractor: FeatureExtractionPipeline | undefined;

export const peer: Peer = {
  prepare: async ({ paths }) => {
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = paths.models;
    const { wasm } = env.backends.onnx;
    if (paths.transformersOrt !== undefined && wasm !== undefined) {
      wasm.wasmPaths = paths.transformersOrt;
      wasm.numThreads = 1;
    }
    extractor = await pipeline('feature-extraction', MODEL, { dtype: 'q8' });
    await embed('a text to warm up with');
  },
  build: async (host, passages) => indexOf(host, ExactRows.of(passages)),
  open: async (host) => indexOf(host, await ExactRows.open(host)),
};

function indexOf(host: Host, rows: ExactRows): PeerIndex {
  return {
    save: () => rows.save(host),
    search: async ({ text }) => {
      const began = performance.now();
      const vector = await embed(text);
      const embedded = performance.now() - began;
      const ids = rows.nearest(vector);
      return { ids, ms: { embed: embedded, recompute: 0, total: performance.now() - began } };
    },
    close: async () => {
      await extractor?.dispose();
    },
  };
}

async function embed(text: string): Promise<Float32Array> {
  const output = await extractor?.(text, { pooling: 'mean', normalize: true });
  if (output === undefined) throw new Error('prepare has not been called');
  return output.data as Float32Array;
}
