// leann-web through its public interface, with default settings: saved in IndexedDB, and in Node as an exported file.

import { withEmbed } from '../../../tools/dictionary/recording-embedder.js';
import {
  type Embedder,
  LeannIndex,
  type OnnxEmbedder,
  type OnnxEmbedderOptions,
  type OpenOptions,
  type SearchOptions,
} from '../../../web/index.js';
import { type Answer, type Host, K, type Passages, type Peer, type PeerIndex, type Query } from '../peer.js';
import { loadEmbedder } from './embedder.js';

const NAME = 'bench';
const FILE = 'bench.leann';

export const peer: Peer = leannWeb({});

/** What is not as by default. */
interface Choices {
  index?: Pick<OpenOptions, 'cacheBytes'>;
  model?: Pick<OnnxEmbedderOptions, 'runtime'>;
  search?: Pick<SearchOptions, 'mode'>;
}

export function leannWeb({ index: options, model, search = {} }: Choices): Peer {
  let loaded: OnnxEmbedder | undefined;
  const embedder = () => {
    if (loaded === undefined) throw new Error('prepare has not been called');
    return loaded;
  };
  const common = ({ paths, inNode }: Host) => ({
    ...options,
    store: inNode ? ('memory' as const) : ('indexeddb' as const),
    wasm: paths.core,
    ...(paths.worker !== undefined && { worker: paths.worker }),
  });
  return {
    prepare: async (host) => {
      loaded = await loadEmbedder(host, model);
      await loaded.embed(['a text to warm up with'], { kind: 'query' });
    },
    build: async (host, passages) => {
      const known = lookingUp(embedder(), passages);
      const index = await LeannIndex.open(NAME, { ...common(host), embedder: known });
      const documents = passages.ids.map((id, row) => ({ id, text: passages.texts[row] ?? '' }));
      for await (const _ of index.add(documents));
      return { ...indexOf(host, index, search), search: () => refuse() };
    },
    open: async (host) => {
      const settings = { ...common(host), embedder: embedder() };
      const index = host.inNode
        ? await LeannIndex.import(NAME, await host.storage.read(FILE), settings)
        : await LeannIndex.open(NAME, settings);
      return indexOf(host, index, search);
    },
  };
}

function indexOf(host: Host, index: LeannIndex, options: SearchOptions): PeerIndex {
  return {
    save: async () => {
      if (host.inNode) {
        const file = await (await index.export()).arrayBuffer();
        return await host.storage.write(FILE, new Uint8Array(file));
      }
      await index.save();
      const { total, buffered, text } = index.info().bytes;
      return total + buffered + text + JSON.stringify(await index.ids()).length;
    },
    search: (query) => search(index, query, options),
    close: () => index.close(),
  };
}

async function search(index: LeannIndex, { text }: Query, options: SearchOptions): Promise<Answer> {
  const began = performance.now();
  let first: number | undefined;
  for await (const { hits, stats, final } of index.search(text, { k: K, ...options })) {
    first ??= performance.now() - began;
    if (!final) continue;
    const { embedQuery: embed, recompute } = stats.ms;
    const total = performance.now() - began;
    return {
      ids: hits.map(({ id }) => id),
      ms: { embed, recompute, first, total },
      recomputed: stats.recomputed,
    };
  }
  throw new Error(`no final answer to ${text}`);
}

/** The embedder, with the vectors of the passages looked up: embedding them is in nobody's build time. */
function lookingUp(embedder: Embedder, { texts, vectors }: Passages): Embedder {
  const known = new Map(texts.map((text, row) => [text, vectors[row] ?? new Float32Array(0)]));
  return withEmbed(embedder, async (wanted) => wanted.map((text) => known.get(text) ?? new Float32Array(0)));
}

/** An index that looks vectors up recomputes nothing, so its times would be false. */
function refuse(): never {
  throw new Error(
    'leann: cannot search an index that was built from known vectors: it is to be opened first',
  );
}
