// hnswlib-wasm: hnswlib compiled to WebAssembly, which stores its file by Emscripten's IDBFS.

import { type HierarchicalNSW, IDBFS_STORE_NAME, loadHnswlib, syncFileSystem } from 'hnswlib-wasm';
import { type Host, K, type Peer, type PeerIndex } from '../peer.js';

const FILE = 'bench.dat';
const [M, EF_CONSTRUCTION, SEED] = [16, 200, 100];
const EF = 20;
/** Of the model; the file does not say. */
const DIMENSION = 384;

export const peer: Peer = {
  build: async (host, { ids, vectors, dimension }) => {
    const { HierarchicalNSW } = await loadHnswlib();
    const index = new HierarchicalNSW('ip', dimension, '');
    index.initIndex(ids.length, M, EF_CONSTRUCTION, SEED);
    const labels = index.addItems(vectors, false);
    const idsByLabel = new Array<string>(ids.length);
    for (const [row, label] of labels.entries()) idsByLabel[label] = ids[row] as string;
    return indexOf(host, index, idsByLabel);
  },
  open: async (host) => {
    const ids: string[] = JSON.parse(await host.storage.readText('ids.json'));
    const { HierarchicalNSW } = await loadHnswlib();
    await syncFileSystem('read');
    const index = new HierarchicalNSW('ip', DIMENSION, '');
    await index.readIndex(FILE, ids.length);
    return indexOf(host, index, ids);
  },
};

function indexOf(host: Host, index: HierarchicalNSW, ids: string[]): PeerIndex {
  index.setEfSearch(EF);
  return {
    save: async () => {
      await index.writeIndex(FILE);
      await syncFileSystem('write');
      return (
        (await host.storage.contentBytes(IDBFS_STORE_NAME)) +
        (await host.storage.write('ids.json', JSON.stringify(ids)))
      );
    },
    search: ({ vector }) => {
      const { neighbors } = index.searchKnn(vector, K, undefined);
      return { ids: neighbors.map((label) => ids[label] as string) };
    },
    close: () => undefined,
  };
}
