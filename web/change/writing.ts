// Everything that is needed only to change indexes or to copy them. It is loaded when it is first used, as one file, so that
// pages that only search load less than half of this library.

export { Core } from '../core/core.js';
export { exportHosted } from '../hosted/export-hosted.js';
export { deleteIndexedDb, listIndexedDb } from '../storage/indexeddb-store.js';
export { openStore } from '../storage/open-store.js';
export { LocalIndex } from './local-index.js';
