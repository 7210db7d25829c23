// The two indexes of the page, and the model they share.

import { Core, LeannIndex, type Notice, OnnxEmbedder } from '../../web/index.js';
import { fetchPrebuilt } from './prebuilt.js';
import type { Shelf, ShelfInfo } from './protocol.js';

const NOTES = 'leann-web demo';

/** Some sentences: short enough to point at, and quick to recompute. */
const NOTES_SPLIT = { maxTokens: 80, overlapTokens: 0 };

export interface ShelvesOptions {
  /** Where the page and its files are. */
  site: URL;
  /** Told as the model arrives. */
  onModel(loaded: number, total: number | undefined): void;
  /** Told when all has arrived. */
  onFetched(): void;
}

export class Shelves {
  /** Meanings that are worth asking for. */
  readonly examples: string[];
  /** Whether the visitor's texts outlast the tab. */
  readonly kept: boolean;
  readonly #core: Core;
  readonly #embedder: OnnxEmbedder;
  readonly #words: LeannIndex;
  #notes: LeannIndex;

  private constructor(parts: {
    examples: string[];
    kept: boolean;
    core: Core;
    embedder: OnnxEmbedder;
    words: LeannIndex;
    notes: LeannIndex;
  }) {
    this.examples = parts.examples;
    this.kept = parts.kept;
    this.#core = parts.core;
    this.#embedder = parts.embedder;
    this.#words = parts.words;
    this.#notes = parts.notes;
  }

  /** Errors: what loading the model, the core and the indexes throws. */
  static async load({ site, onModel, onFetched }: ShelvesOptions): Promise<Shelves> {
    const at = (path: string) => new URL(path, site);
    const [core, prebuilt, embedder] = await Promise.all([
      Core.load(at('leann-core.wasm')),
      fetchPrebuilt(at('words/')),
      OnnxEmbedder.load(at('model/'), {
        device: 'wasm',
        wasmPaths: at('ort/'),
        onProgress: ({ file, loaded, total }) => {
          if (!file.endsWith('.onnx')) return;
          if (loaded === total) onFetched();
          else onModel(loaded, total);
        },
      }),
    ]);
    const { store, examples } = prebuilt;
    const words = await LeannIndex.open('words', { embedder, core, store });
    return new Shelves({ examples, core, embedder, words, ...(await openNotes(embedder, core)) });
  }

  index(shelf: Shelf): LeannIndex {
    return shelf === 'words' ? this.#words : this.#notes;
  }

  info(shelf: Shelf): ShelfInfo {
    const { documents, passages, bytes } = this.index(shelf).info();
    return { documents, passages, indexBytes: bytes.total, textBytes: bytes.text };
  }

  /** Deletes the visitor's texts. */
  async forget(): Promise<void> {
    await this.#notes.close();
    if (this.kept) await LeannIndex.delete(NOTES);
    this.#notes = (await openNotes(this.#embedder, this.#core)).notes;
  }
}

/** Where the browser denies its storage, the texts are gone with the tab. */
async function openNotes(embedder: OnnxEmbedder, core: Core): Promise<{ notes: LeannIndex; kept: boolean }> {
  let kept = true;
  const onNotice = ({ code, message }: Notice) => {
    if (code === 'not-stored') kept = false;
    else console.warn(message);
  };
  const notes = await LeannIndex.open(NOTES, { embedder, core, split: NOTES_SPLIT, onNotice });
  return { notes, kept };
}
