// The two indexes of the page, and the model that they share.

import {
  type EmbedDevice,
  type IndexInfo,
  LeannIndex,
  type LoadProgress,
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
  /** Bytes that were fetched of it; 0 for the visitor's texts. */
  fetched: number;
  device: EmbedDevice;
}

/** Options of both indexes. */
type Shared = Pick<OpenOptions, 'wasm'> & { embedder: OnnxEmbedder };

const NOTES = 'leann-web demo';

/** The large files of the model, which are fetched side by side. */
const WEIGHTS = ['encoder.bin', 'encoder-tokens.bin'];

/**
 * Some sentences: short enough to point at, and quick to recompute. They are embedded as they are, so that exact search over
 * them ({@link Yardstick}) compares the same texts.
 */
const NOTES_SPLIT = { maxTokens: 80, overlapTokens: 0, context: false };

export interface ModelCall {
  /** Told as the model arrives. */
  onModel(loaded: number, total: number | undefined): void;
  /** Told when all has arrived. */
  onFetched(): void;
}

/** The dictionary alone, which answers by its words and its table of terms, without a model. */
export class Dictionary {
  readonly words: LeannIndex;
  /** Meanings that are worth asking for. */
  readonly examples: string[];
  readonly #site: URL;
  readonly #workerName: string;

  private constructor(words: LeannIndex, examples: string[], site: URL, workerName: string) {
    this.words = words;
    this.examples = examples;
    this.#site = site;
    this.#workerName = workerName;
  }

  /** `site`: where the page and its files are. Errors: what opening the index throws. */
  static async open(site: URL, workerName: string): Promise<Dictionary> {
    const at = (path: string) => new URL(path, site);
    const [examples, words] = await Promise.all([
      fetchExamples(at('examples.json')),
      LeannIndex.fromUrl(at('words/'), {
        model: 'never',
        worker: starterOf(site, workerName),
        wasm: at('leann-reader.wasm'),
      }),
    ]);
    return new Dictionary(words, examples, site, workerName);
  }

  /**
   * Loads the model, and opens everything with it, in a worker of its own: what that fetches passes through the service worker, which
   * this one may have come before. This dictionary stays open. Errors: what loading the model and the indexes throws.
   */
  async withModel({ onModel, onFetched }: ModelCall): Promise<Shelves> {
    const at = (path: string) => new URL(path, this.#site);
    const embedder = await OnnxEmbedder.load(at('model/'), {
      runtime: 'leann',
      encoderPath: at('encoder/'),
      worker: starterOf(this.#site, this.#workerName),
      // A second thread would fetch its scripts while own texts are embedded, which asks for nothing.
      numThreads: 1,
      onProgress: weightsProgress({ onModel, onFetched }),
    });
    const reader = at('leann-reader.wasm');
    const words = await LeannIndex.fromUrl(at('words/'), { embedder, wasm: reader, listDocuments: true });
    return await Shelves.open(words, { embedder, wasm: at('leann-core.wasm') });
  }
}

/** Adds up how much of the weights has arrived. */
function weightsProgress({ onModel, onFetched }: ModelCall): (progress: LoadProgress) => void {
  const files = new Map<string, LoadProgress>();
  return (progress) => {
    if (!WEIGHTS.includes(progress.file)) return;
    files.set(progress.file, progress);
    const all = [...files.values()];
    const loaded = all.reduce((sum, each) => sum + each.loaded, 0);
    const total = all.reduce((sum, each) => sum + (each.total ?? Number.NaN), 0);
    const isKnown = all.length === WEIGHTS.length && !Number.isNaN(total);
    if (isKnown && loaded === total) onFetched();
    else onModel(loaded, isKnown ? total : undefined);
  };
}

export class Shelves {
  /** Whether the visitor's texts survive closing the tab. */
  readonly kept: boolean;
  readonly #shared: Shared;
  readonly #words: LeannIndex;
  #notes: LeannIndex;

  private constructor(words: LeannIndex, shared: Shared, { notes, kept }: OpenNotes) {
    this.#words = words;
    this.#shared = shared;
    this.#notes = notes;
    this.kept = kept;
  }

  static async open(words: LeannIndex, shared: Shared): Promise<Shelves> {
    return new Shelves(words, shared, await openNotes(shared));
  }

  get embedder(): OnnxEmbedder {
    return this.#shared.embedder;
  }

  index(shelf: Shelf): LeannIndex {
    return shelf === 'words' ? this.#words : this.#notes;
  }

  info(shelf: Shelf): ShelfInfo {
    return infoOf(this.index(shelf));
  }

  /** Deletes the visitor's texts. */
  async forget(): Promise<void> {
    await this.#notes.close();
    if (this.kept) await LeannIndex.delete(NOTES);
    this.#notes = (await openNotes(this.#shared)).notes;
  }
}

function starterOf(site: URL, name: string): () => Worker {
  return () => new Worker(new URL('worker.js', site), { type: 'module', name });
}

export function infoOf(index: LeannIndex): ShelfInfo {
  const { documents, passages, bytes, embedder, fetched } = index.info();
  const { bytes: all = 0 } = fetched ?? {};
  return { documents, passages, parts: bytes, textBytes: bytes.text, fetched: all, device: embedder.device };
}

/** They are no more than a help. */
async function fetchExamples(url: URL): Promise<string[]> {
  const response = await fetch(url).catch(() => undefined);
  return response?.ok ? response.json() : [];
}

interface OpenNotes {
  notes: LeannIndex;
  kept: boolean;
}

/** If the browser allows no storage, the texts are lost when the tab closes. */
async function openNotes(shared: Shared): Promise<OpenNotes> {
  let kept = true;
  const onNotice = ({ code, message }: Notice) => {
    if (code === 'not-stored') kept = false;
    else console.warn(message);
  };
  const notes = await LeannIndex.open(NOTES, { ...shared, split: NOTES_SPLIT, onNotice });
  return { notes, kept };
}
