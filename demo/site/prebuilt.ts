// Fetches the dictionary's index, which was built beforehand.

import {
  type Commit,
  LeannError,
  type Manifest,
  MemoryStore,
  type Store,
  type StoredDocument,
  type StoredPassage,
} from '../../web/index.js';

/** The content of words.json. */
interface Words {
  manifest: Manifest;
  documents: StoredDocument[];
  passages: StoredPassage[];
  examples: string[];
}

export interface Prebuilt {
  store: Store;
  /** Meanings that are worth asking for. */
  examples: string[];
}

/** Errors: `not-found`, `corrupt`; what is wrong inside, opening the index tells. */
export async function fetchPrebuilt(folder: URL): Promise<Prebuilt> {
  const [text, index] = await Promise.all([
    read(new URL('words.json', folder), (response) => response.text()),
    read(new URL('index.leann', folder), (response) => response.arrayBuffer()),
  ]);
  const { manifest, documents, passages, examples } = parse(text);
  const commit: Commit = {
    parent: undefined,
    manifest,
    index: new Uint8Array(index),
    documents,
    passages,
    deleted: new Uint32Array(0),
    vectors: new Uint16Array(0),
    journaled: [],
  };
  const store = new MemoryStore('words');
  await store.commit(commit);
  return { store, examples };
}

async function read<T>(url: URL, body: (response: Response) => Promise<T>): Promise<T> {
  const response = await fetch(url);
  if (response.ok) return body(response);
  throw new LeannError('not-found', `leann: cannot fetch ${url.pathname}: HTTP status ${response.status}`);
}

function parse(text: string): Words {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LeannError('corrupt', 'leann: cannot read words.json: it is no JSON', { cause });
  }
}
