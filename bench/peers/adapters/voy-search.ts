// Voy: a k-d tree in Rust, compiled to WebAssembly, whose index is saved as one JSON text.

import * as voy from 'voy-search/voy_search_bg.js';
import { type Host, K, type Peer, type PeerIndex } from '../peer.js';

export const peer: Peer = {
  build: async (host, { ids, vectors }) => {
    await load(host);
    const embeddings = ids.map((id, row) => ({
      id,
      title: '',
      url: '',
      embeddings: Array.from(vectors[row] ?? []),
    }));
    return indexOf(host, new voy.Voy({ embeddings }));
  },
  open: async (host) => {
    const [saved] = await Promise.all([host.storage.readText('index.json'), load(host)]);
    return indexOf(host, voy.Voy.deserialize(saved));
  },
};

/** What the package leaves to the bundler: its WebAssembly module is imported as a script. */
async function load(host: Host): Promise<void> {
  const wasm = await host.asset('voy-search/voy_search_bg.wasm');
  const { instance } = await WebAssembly.instantiate(wasm, { './voy_search_bg.js': voy as never });
  voy.__wbg_set_wasm(instance.exports);
}

function indexOf(host: Host, index: voy.Voy): PeerIndex {
  return {
    save: () => host.storage.write('index.json', index.serialize()),
    search: ({ vector }) => ({ ids: index.search(vector, K).neighbors.map(({ id }) => id) }),
    close: () => index.free(),
  };
}
