// Orama, its vector search alone: exact, over one Float32Array a document. Saved by its persistence plugin.

import { type AnyOrama, create, insertMultiple, search } from '@orama/orama';
import { persist, restore } from '@orama/plugin-data-persistence';
import { type Host, K, type Peer, type PeerIndex } from '../peer.js';

/**
 * Of the plugin's formats the fastest that can hold vectors (3.1.18): `seqproto` takes texts only, and `binary`, the
 * default, is hexadecimal text of nearly the same size.
 */
const FORMAT = 'json';
/** Least similarity of a hit. The default, .8, would leave out nearly all of these. */
const SIMILARITY = 0;

export const peer: Peer = {
  build: async (host, { ids, vectors, dimension }) => {
    const index = create({ schema: { id: 'string', embedding: `vector[${dimension}]` } as const });
    const documents = ids.map((id, row) => ({ id, embedding: Array.from(vectors[row] ?? []) }));
    await insertMultiple(index, documents as never[]);
    return indexOf(host, index);
  },
  open: async (host) => indexOf(host, await restore(FORMAT, await host.storage.readText('index.json'))),
};

function indexOf(host: Host, index: AnyOrama): PeerIndex {
  return {
    save: async () => host.storage.write('index.json', String(await persist(index, FORMAT))),
    search: async ({ vector }) => {
      const { hits } = await search(index, {
        mode: 'vector',
        vector: { value: Array.from(vector), property: 'embedding' },
        similarity: SIMILARITY,
        limit: K,
      });
      return { ids: hits.map(({ id }) => id) };
    },
    close: () => undefined,
  };
}
