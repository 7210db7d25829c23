// What version 0.1 of the extension stored, made again in its own pages: other documents, no words, pages without titles.

import { crc32c } from '../../web/base/crc32.js';
import { Core, LeannError, LeannIndex, OnnxEmbedder } from '../../web/index.js';

const NAME = 'bookmarks';
const HEADER_BYTES = 48;
const ENTRY_BYTES = 20;
const FOOTER_CRC_BYTES = 4;
const CRC_BYTES = 4;

/** Replaces the stored index. Rejects if what it makes knows words. */
export async function storeOlderIndex(documents: { id: string; text: string }[]): Promise<void> {
  const core = await Core.load(at('leann-core.wasm'));
  const embedder = await OnnxEmbedder.load(at('model/'), {
    runtime: 'leann',
    encoderPath: at('encoder/'),
    worker: false,
  });
  const options = { core, embedder, autoCompact: false };
  const index = await LeannIndex.open('older', {
    ...options,
    store: 'memory',
    split: { maxTokens: 96, context: false },
    build: { preset: 'accurate' },
  });
  for await (const _ of index.add(documents));
  const file = new Uint8Array(await (await index.export()).arrayBuffer());
  await index.close();
  const older = await LeannIndex.import(NAME, withoutWords(file), options);
  await requireNoWords(older);
  await older.close();
  await embedder.close();
}

/** Forgets of all pages what 0.1 did not keep. */
export async function storeOlderPages(): Promise<void> {
  const database = await answerOf(indexedDB.open('bookmarks-by-meaning'));
  const store = database.transaction('pages', 'readwrite').objectStore('pages');
  for (const { url, text, at: time } of await answerOf(store.getAll())) {
    await answerOf(store.put({ url, text, at: time }));
  }
  database.close();
}

async function requireNoWords(index: LeannIndex): Promise<void> {
  try {
    for await (const _ of index.search('word', { mode: 'words' }));
  } catch (error) {
    if (error instanceof LeannError && error.code === 'invalid-argument') return;
    throw error;
  }
  throw new Error('it has words');
}

/** The section of the words becomes one that no reader knows, and skips. */
function withoutWords(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer);
  const sections = view.getUint32(12, true);
  const end = HEADER_BYTES + sections * ENTRY_BYTES;
  for (let entry = HEADER_BYTES; entry < end; entry += ENTRY_BYTES) {
    const name = String.fromCharCode(...file.subarray(entry, entry + 4));
    if (name === 'WORD') file[entry] = 'L'.charCodeAt(0);
  }
  view.setUint32(end, crc32c(file.subarray(0, end)), true);
  const footer = file.length - FOOTER_CRC_BYTES - 8;
  view.setUint32(file.length - CRC_BYTES, crc32c(file.subarray(0, footer)), true);
  return file;
}

function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function at(path: string): URL {
  return new URL(path, location.href);
}
