// The two indexes of the page, and the model they share.

import {
  type EmbedDevice,
  type IndexInfo,
  LeannIndex,
  type Notice,
  OnnxEmbedder,
  type OpenOptions,
} from '../../web/index.js';

/** The dictionary that comes with the page, and the visitor's own texts. */
export type Shelf = 'words' | 'notes';

export interface ShelfInfo {
  documents: number;
  passages: number;
  /** Bytes of the index. */
  parts: IndexInfo['bytes'];
  textBytes: number;
  device: EmbedDevice;
}

/** Options of both indexes. */
type Shared = Pick<OpenOptions, 'wasm'> & { embedder: OnnxEmbedder };

const NOTES = 'leann-web demo';

/** The only large file of the model. */
const WEIGHTS = 'encoder.bin';

/**
 * Some sentences: short enough to point at, and quick to recompute. They are embedded as they are, so that exact search over
 * them ({@link Yardstick}) compares the same texts.
 */
const NOTES_SPLIT = { maxTokens: 80, overlapTokens: 0, context: false };

export interface ShelvesOptions {
  /** Where the page and its files are. */
  site: URL;
  /** The name of the worker. */
  workerName: string;
  /** Told as the model arrives. */
  onModel(loaded: number, total: number | undefined): void;
  /** Told when all has arrived. */
  onFetched(): void;
}

export class Shelves {
  /** Meanings that are worth asking for. */
  readonly examples: string[];
  /** Whether the visitor's texts survive closing the tab. */
  readonly kept: boolean;
  readonly #shared: Shared;
  readonly #words: LeannIndex;
  #notes: LeannIndex;

  private constructor(parts: {
    examples: string[];
    kept: boolean;
    shared: Shared;
    words: LeannIndex;
    notes: LeannIndex;
  }) {
    this.examples = parts.examples;
    this.kept = parts.kept;
    this.#shared = parts.shared;
    this.#words = parts.words;
    this.#notes = parts.notes;
  }

  /** Errors: what loading the model and the indexes throws. */
  static async load({ site, workerName, onModel, onFetched }: ShelvesOptions): Promise<Shelves> {
    const at = (path: string) => new URL(path, site);
    const [examples, embedder] = await Promise.all([
      fetchExamples(at('examples.json')),
      OnnxEmbedder.load(at('model/'), {
        runtime: 'leann',
        encoderPath: at('encoder/'),
        worker: () => new Worker(at('worker.js'), { type: 'module', name: workerName }),
        onProgress: ({ file, loaded, total }) => {
          if (file !== WEIGHTS) return;
          if (loaded === total) onFetched();
          else onModel(loaded, total);
        },
      }),
    ]);
    const shared = { embedder, wasm: at('leann-core.wasm') };
    const reader = at('leann-reader.wasm');
    const words = await LeannIndex.fromUrl(at('words/'), { embedder, wasm: reader, listDocuments: true });
    return new Shelves({ examples, shared, words, ...(await openNotes(shared)) });
  }

  get embedder(): OnnxEmbedder {
    return this.#shared.embedder;
  }

  index(shelf: Shelf): LeannIndex {
    return shelf === 'words' ? this.#words : this.#notes;
  }

  info(shelf: Shelf): ShelfInfo {
    const { documents, passages, bytes, embedder } = this.index(shelf).info();
    return { documents, passages, parts: bytes, textBytes: bytes.text, device: embedder.device };
  }

  /** Deletes the visitor's texts. */
  async forget(): Promise<void> {
    await this.#notes.close();
    if (this.kept) await LeannIndex.delete(NOTES);
    this.#notes = (await openNotes(this.#shared)).notes;
  }
}

/** They are no more than a help. */
async function fetchExamples(url: URL): Promise<string[]> {
  const response = await fetch(url).catch(() => undefined);
  return response?.ok ? response.json() : [];
}

/** If the browser allows no storage, the texts are lost when the tab closes. */
async function openNotes(shared: Shared): Promise<{ notes: LeannIndex; kept: boolean }> {
  let kept = true;
  const onNotice = ({ code, message }: Notice) => {
    if (code === 'not-stored') kept = false;
    else console.warn(message);
  };
  const notes = await LeannIndex.open(NOTES, { ...shared, split: NOTES_SPLIT, onNotice });
  return { notes, kept };
}
