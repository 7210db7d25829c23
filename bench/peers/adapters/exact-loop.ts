// An exact loop in JavaScript over one Float32Array, as a page without a library would do it.

import type { Host, Peer, PeerIndex } from '../peer.js';
import { ExactRows } from './exact-rows.js';

export const peer: Peer = {
  build: async (host, passages) => indexOf(host, ExactRows.of(passages)),
  open: async (host) => indexOf(host, await ExactRows.open(host)),
};

function indexOf(host: Host, rows: ExactRows): PeerIndex {
  return {
    save: () => rows.save(host),
    search: ({ vector }) => ({ ids: rows.nearest(vector) }),
    close: () => undefined,
  };
}
