// hnswlib-wasm: hnswlib compiled to WebAssembly, which stores its file by Emscripten's IDBFS.

import { type HierarchicalNSW, loadHnswlib, syncFileSystem } from 'hnswlib-wasm';
import { type Host, K, type Peer, type PeerIndex } from '../peer.js';

const FILE = 'bench.dat';
const [M, EF_CONSTRUCTION, SEED] = [16, 200, 100];
const EF = 20;

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

/** Of the model; the file does not say. */
const DIMENSION = 384;

function indexOf(host: Host, index: HierarchicalNSW, ids: string[]): PeerIndex {
  index.setEfSearch(EF);
  return {
    save: async () => {
      await index.writeIndex(FILE);
      await syncFileSystem('write');
      return (await storedBytes()) + (await host.storage.write('ids.json', JSON.stringify(ids)));
    },
    search: ({ vector }) => {
      const { neighbors } = index.searchKnn(vector, K, undefined);
      return { ids: neighbors.map((label) => ids[label] as string) };
    },
    close: () => undefined,
  };
}

/** Bytes of the files that IDBFS holds. */
async function storedBytes(): Promise<number> {
  let bytes = 0;
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    if (database.objectStoreNames.contains('FILE_DATA')) {
      const files = await new Promise<{ contents?: Uint8Array }[]>((resolve, reject) => {
        const request = database.transaction('FILE_DATA').objectStore('FILE_DATA').getAll();
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const { contents } of files) bytes += contents?.byteLength ?? 0;
    }
    database.close();
  }
  return bytes;
}
