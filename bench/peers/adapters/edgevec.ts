// EdgeVec: HNSW in Rust, compiled to WebAssembly. It saves to IndexedDB and loads from nowhere else.

import init, { EdgeVec, EdgeVecConfig } from 'edgevec';
import { type Host, K, type Peer, type PeerIndex } from '../peer.js';

const NAME = 'bench';
const EF = 20;

export const peer: Peer = {
  build: async (host, { ids, vectors, dimension }) => {
    await load(host);
    const config = new EdgeVecConfig(dimension);
    config.metric = 'dot';
    config.m = 16;
    config.m0 = 32;
    config.ef_construction = 200;
    config.ef_search = EF;
    const index = new EdgeVec(config);
    const idsByNumber: string[] = [];
    for (const [row, vector] of vectors.entries()) idsByNumber[index.insert(vector)] = ids[row] as string;
    return indexOf(host, index, idsByNumber);
  },
  open: async (host) => {
    await load(host);
    const ids: string[] = JSON.parse(await host.storage.readText('ids.json'));
    return indexOf(host, await EdgeVec.load(NAME), ids);
  },
};

async function load(host: Host): Promise<void> {
  await init({ module_or_path: await host.asset('edgevec/edgevec_bg.wasm') });
}

function indexOf(host: Host, index: EdgeVec, ids: string[]): PeerIndex {
  return {
    save: async () => {
      await index.save(NAME);
      const chunks = index.save_stream();
      let bytes = await host.storage.write('ids.json', JSON.stringify(ids));
      for (let chunk = chunks.next_chunk(); chunk !== undefined; chunk = chunks.next_chunk()) {
        bytes += chunk.length;
      }
      return bytes;
    },
    search: ({ vector }) => {
      const hits: { id: number }[] = index.search(vector, K);
      return { ids: hits.map(({ id }) => ids[id] as string) };
    },
    close: () => index.free(),
  };
}
