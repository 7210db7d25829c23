// What a library does in the comparison, and what it is given for it. One file in adapters/ each.

/** What is indexed. */
export interface Passages {
  ids: string[];
  texts: string[];
  /** Of unit length. */
  vectors: Float32Array[];
  dimension: number;
}

/** A question: libraries that have a model of their own take the text, the others the vector. */
export interface Query {
  text: string;
  vector: Float32Array;
}

/** How many hits a query asks for. */
export const K = 10;

/** The hits, best first; and times, in milliseconds, where the library does more than search vectors. */
export interface Answer {
  ids: string[];
  ms?: {
    embed: number;
    recompute: number;
    /** Until an answer that may get better still. */
    first?: number;
    total: number;
  };
  /** Passages that were embedded for it. */
  recomputed?: number;
}

export interface PeerIndex {
  /** Persists the index as the library does it; the bytes that were handed to the storage. */
  save(): Promise<number>;
  search(query: Query): Answer | Promise<Answer>;
  close(): void | Promise<void>;
}

export interface Peer {
  /** Loads what all need alike, the model. Neither timed nor part of the memory. */
  prepare?(host: Host): Promise<void>;
  /** An index of passages whose vectors are known. */
  build(host: Host, passages: Passages): Promise<PeerIndex>;
  /** The index that was saved, ready to be searched. */
  open(host: Host): Promise<PeerIndex>;
}

/** The process or page that a library runs in. */
export interface Host {
  readonly inNode: boolean;
  /** Of the libraries that leave storing to the page: files, or records in IndexedDB. */
  readonly storage: HostStorage;
  /** A file of an installed package: `voy-search/voy_search_bg.wasm`. */
  asset(path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Where things lie: folders end in a slash. */
  readonly paths: HostPaths;
  /** Private bytes of the process, once garbage is collected. */
  memory(): Promise<number>;
  /** Milliseconds that all threads of the process have computed so far. */
  cpuMs(): Promise<number>;
}

export interface HostPaths {
  /** Folder of model folders. */
  models: string;
  /** The model's folder, in it. */
  model: string;
  core: string;
  /** Undefined in Node, where it is a package. */
  ort: string | undefined;
  /** ONNX Runtime as transformers.js wants it. */
  transformersOrt: string | undefined;
  /** leann-web's worker; undefined in Node. */
  worker: string | undefined;
}

export interface HostStorage {
  /** The bytes written. */
  write(name: string, content: Uint8Array<ArrayBuffer> | string): Promise<number>;
  read(name: string): Promise<Uint8Array<ArrayBuffer>>;
  readText(name: string): Promise<string>;
  /** Bytes of the `contents` that a library has put into object stores of that name in IndexedDB. */
  contentBytes(store: string): Promise<number>;
}
