// The services that a page and its worker offer each other, and the inputs of their methods.

import type { EmbedDevice, EmbedRuntime } from '../embed/embedder.js';
import type { EncoderState } from '../embed/encoder-copy.js';
import type { LoadProgress } from '../embed/file-source.js';
import type { ModelDtype } from '../embed/model-files.js';
import type { OnnxModelOptions } from '../embed/onnx-options.js';
import type { OrtDevice } from '../embed/ort-runtime.js';
import type { Pooling } from '../embed/pooling.js';
import type { TokenBatch } from '../embed/session-inputs.js';
import type { FacetOptions, Facets } from '../filter/facet.js';
import type { Publication } from '../hosted/publication.js';
import type { AddProgress } from '../interface/change-options.js';
import type { DocumentInfo } from '../interface/document.js';
import type { IndexInfo } from '../interface/index-info.js';
import type { Notice } from '../interface/notice.js';
import type { OpenOptions } from '../interface/open-options.js';
import type { MoreOptions, SearchOptions, SearchQuery } from '../interface/search-request.js';
import type { Hit, SearchUpdate } from '../interface/search-update.js';
import type { PhotoModelOptions } from '../photo/photo-options.js';
import type { Manifest } from '../storage/manifest.js';
import type { Commit, Snapshot, StorageRoom, StoredPassage } from '../storage/store.js';
import type { Image } from '../text/picture.js';
import type { Answer, Reference } from './message.js';

/** A method of a service that answers once. */
export type Call<Input, Output> = (
  input: Input,
  signal: AbortSignal,
) => Answer<Output> | Promise<Answer<Output>>;

/** A method that answers piece by piece; each piece is worked on when it is asked for, as with a generator. */
export type Stream<Input, Output> = (
  input: Input,
  signal: AbortSignal,
) => AsyncGenerator<Answer<Output>, void>;

/** The number of the service that a worker has from the start. */
export const ROOT: Reference<RootService> = { number: 0 };

// Of the worker.

export interface RootService {
  /** Answers when the worker holds the Web Lock of that name, which it does for the rest of its life. */
  start: Call<{ lock: string | undefined }, void>;
  loadModel: Call<
    {
      folder: string;
      options: OnnxModelOptions & PhotoModelOptions;
      photos: boolean;
      watch: Reference<ModelWatch>;
      workers: Reference<WorkerSource>;
    },
    { model: Reference<ModelService>; facts: ModelFacts }
  >;
  openIndex: Call<WireOpenOptions, Reference<IndexService>>;
  openHosted: Call<WireHostedOptions, Reference<IndexService>>;
  /** Another line to the worker, for a thread that it helps: whoever has it has a root service at its other end. */
  line: Call<undefined, MessagePort>;
  /** Of a worker that helps the encoder of another thread. */
  copyEncoder: Call<Reference<EncoderSource>, Reference<EncoderService>>;
}

export interface EncoderService {
  /** Vectors one after the other, not brought to unit length. */
  embed: Call<{ batch: TokenBatch; pooling: Pooling }, Float32Array>;
}

export interface ModelService {
  embed: Call<{ texts: string[]; kind: 'query' | 'passage' }, Float32Array[]>;
  /** Of models of photos alone. */
  pictureOf: Call<Image, string>;
  close: Call<undefined, void>;
}

/** Before every answer, the index's watch is told of the changes. */
export interface IndexService {
  add: Stream<WireDocuments, AddProgress>;
  update: Stream<WireDocuments, AddProgress>;
  compact: Stream<{ rebuild: boolean | undefined }, AddProgress>;
  delete: Call<string[], number>;
  search: Stream<{ query: SearchQuery; options: WireSearchOptions }, SearchUpdate>;
  more: Call<{ id: string; options: Omit<MoreOptions, 'signal'> }, Hit[]>;
  facets: Call<{ fields: string[]; options: Omit<FacetOptions, 'signal'> }, Facets>;
  has: Call<string, boolean>;
  ids: Call<undefined, string[]>;
  get: Call<string, DocumentInfo | undefined>;
  save: Call<undefined, void>;
  refresh: Call<undefined, boolean>;
  export: Call<undefined, Blob>;
  close: Call<undefined, void>;
}

// Of the page, or of a worker that started the worker.

/** Told of a model. */
export interface ModelWatch {
  progress: Call<LoadProgress, void>;
  /** It runs on another device now, and why. */
  device: Call<{ device: OrtDevice; reason: string }, void>;
}

/** Starts workers. */
export interface WorkerSource {
  /** One line to a worker like the one that asks; the stream ends with that worker, and the worker with the stream. */
  start: Stream<undefined, MessagePort>;
}

/** Told of an index. */
export interface IndexWatch {
  info: Call<IndexInfo, void>;
  newer: Call<number, void>;
  notice: Call<Notice, void>;
}

/** An encoder that is to be copied. */
export interface EncoderSource {
  /** What it is now. */
  state: Call<undefined, EncoderState>;
}

/** Nodes of a published index that the page has asked for. */
export interface NodesSource {
  /** To be asked for once. */
  read: Call<undefined, Uint8Array<ArrayBuffer>>;
}

/** An embedder in the page. */
export interface EmbedderService {
  embed: Call<{ texts: string[]; kind: 'query' | 'passage' }, Float32Array[]>;
}

/** Documents to add. */
export interface DocumentSource {
  /** Some documents at a time, not checked yet. */
  read: Stream<undefined, unknown[]>;
}

/** A filter that is a function. */
export interface FilterService {
  /** One value for each document, as the function returned it. */
  ask: Call<{ id: string; title?: string }[], unknown[]>;
}

/** A store in the page; the inputs are the parameters of its methods. */
export interface StoreService {
  load: Call<[], Snapshot | undefined>;
  manifest: Call<[], Manifest | undefined>;
  commit: Call<[Commit], void>;
  passages: Call<[epoch: number, numbers: readonly number[]], StoredPassage[]>;
  release: Call<[epoch: number], void>;
  /** The number of the lock, for `unlock`. */
  lock: Call<[], number>;
  unlock: Call<[lock: number], void>;
  /** Tells the watch until the page's end is withdrawn. */
  watch: Call<[Reference<StoreWatch>], void>;
  room: Call<[], StorageRoom | undefined>;
  close: Call<[], void>;
  /** Of its journal, if it has one. */
  readJournal: Call<[keys: readonly string[]], (Uint16Array | undefined)[]>;
  writeJournal: Call<[entries: readonly (readonly [key: string, vector: Uint16Array])[]], void>;
}

/** Told of a store's commits by others. */
export interface StoreWatch {
  committed: Call<number, void>;
}

// Inputs and outputs of the methods.

/** Facts about a loaded model. */
export interface ModelFacts {
  dimension: number;
  fingerprint: string;
  device: OrtDevice;
  runtime: EmbedRuntime;
  fallbackReason: string | undefined;
  dtype: ModelDtype;
  batchSize: number;
  maxTokens: number;
  photos: 'joint' | 'labels' | undefined;
}

/** Facts about an embedder in the page. */
export interface EmbedderFacts {
  dimension: number;
  fingerprint: string;
  device: EmbedDevice;
  runtime?: EmbedRuntime;
  batchSize: number;
  maxTokens: number;
}

/** Options of opening an index that are copied as they are. */
export type OpenSettings = Omit<
  OpenOptions,
  'embedder' | 'store' | 'core' | 'worker' | 'onNewer' | 'onNotice'
>;

export interface WireDocuments {
  documents: Reference<DocumentSource>;
  /** Undefined if it is not known. */
  count: number | undefined;
}

export interface WireOpenOptions {
  name: string;
  settings: OpenSettings;
  embedder: Reference<ModelService> | { page: Reference<EmbedderService>; facts: EmbedderFacts };
  /** `'default'` if the caller asks for none. */
  store: 'indexeddb' | 'default' | { page: Reference<StoreService>; journal: boolean };
  watch: Reference<IndexWatch>;
  /** A file to make the index from first. */
  file?: { source: WireSource; sha256: string | undefined } | undefined;
}

/** A published index, and the parts to open it with. */
export interface WireHostedOptions extends Pick<WireOpenOptions, 'settings' | 'embedder' | 'watch'> {
  publication: Omit<Publication, 'nodes'>;
  /** Its nodes, if they are on their way. */
  nodes: Reference<NodesSource> | undefined;
}

/** A URL is absolute. */
export type WireSource = Blob | Uint8Array | string;

/** `budgetMs` counts from when the worker takes the search. */
export type WireSearchOptions = Omit<SearchOptions, 'signal' | 'filter'> & {
  filter?: string[] | Reference<FilterService>;
};
