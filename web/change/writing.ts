// All that only those need who change indexes, or copy them: loaded with its first use, and in one file, so that pages that
// only search get by with less than half of this library.

export { Core } from '../core/core.js';
export { exportHosted } from '../hosted/export-hosted.js';
export { deleteIndexedDb, listIndexedDb } from '../storage/indexeddb-store.js';
export { openStore } from '../storage/open-store.js';
export { LocalIndex } from './local-index.js';
