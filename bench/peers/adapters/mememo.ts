// MeMemo: HNSW in JavaScript. In a page it keeps vectors in IndexedDB and clears them when it starts, so that graph and
// vectors have to be stored apart and put in again.

import { HNSW, type MememoIndexJSON } from 'mememo';
import { type Host, K, type Passages, type Peer, type PeerIndex } from '../peer.js';
import { ExactRows } from './exact-rows.js';

const EF = 20;

export const peer: Peer = {
  build: async (host, passages) => {
    const index = newIndex(host);
    await index.bulkInsert(
      passages.ids,
      passages.vectors.map((vector) => Array.from(vector)),
    );
    return indexOf(host, index, passages);
  },
  open: async (host) => {
    const graph: MememoIndexJSON = JSON.parse(await host.storage.readText('graph.json'));
    const { ids, vectors, dimension } = await ExactRows.open(host);
    const index = newIndex(host);
    index.loadIndex(graph);
    const rows = ids.map((_, row) => Array.from(vectors.subarray(row * dimension, (row + 1) * dimension)));
    await index.bulkInsertSkipIndex(ids, rows);
    return indexOf(host, index, undefined);
  },
};

function newIndex({ inNode }: Host): HNSW {
  return new HNSW({
    distanceFunction: 'cosine-normalized',
    m: 16,
    efConstruction: 200,
    seed: 100,
    useIndexedDB: !inNode,
  });
}

function indexOf(host: Host, index: HNSW, passages: Passages | undefined): PeerIndex {
  return {
    save: async () => {
      if (passages === undefined) throw new Error('vectors are saved with what was built');
      const graph = await host.storage.write('graph.json', JSON.stringify(index.exportIndex()));
      return graph + (await ExactRows.of(passages).save(host));
    },
    search: async ({ vector }) => ({ ids: (await index.query(Array.from(vector), K, EF)).keys }),
    close: () => undefined,
  };
}
