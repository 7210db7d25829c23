// The visitor's photos: the model that sees, their index, and those that wait for it.

import {
  type AddProgress,
  type AnyWhere,
  type Facets,
  type Hit,
  LeannIndex,
  OnnxImageEmbedder,
} from '../../web/index.js';
import { factsOf } from '../../web/read/photo-facts.js';
import { type PhotoMetadata, PhotoQueue } from './photo-queue.js';

const NAME = 'leann-web demo photos';

/** photos.json: what the server has. */
export interface PhotoModelInfo {
  /** Paths in `photo-model/`; none if there is no model. */
  files: string[];
}

/** One to show. */
export interface Photo {
  id: string;
  title: string;
  picture: string;
  metadata: Partial<PhotoMetadata>;
}

export interface Found {
  photos: Photo[];
  final: boolean;
}

/**
 * Least cosines: of the best photo, below which none is an answer (docs/benchmarks.md, "Photos"), and how far behind it others
 * may be. Vectors of texts and photos of a joint model have smaller ones than those of labels; these are of CLIP.
 */
const LEAST = { labels: { best: 0.4, behind: 0.15 }, joint: { best: 0.2, behind: 0.06 } } as const;
const SHOWN = 60;
/** Photos recomputed for one answer: each takes a tenth of a second or so, and their codes are accurate. */
const RECOMPUTED = 4;

export class PhotoShelf {
  readonly embedder: OnnxImageEmbedder;
  readonly queue: PhotoQueue;
  readonly #index: LeannIndex<PhotoMetadata>;

  private constructor(embedder: OnnxImageEmbedder, queue: PhotoQueue, index: LeannIndex<PhotoMetadata>) {
    this.embedder = embedder;
    this.queue = queue;
    this.#index = index;
  }

  /** Errors: those of loading the model and of opening the index. */
  static async open(
    site: URL,
    { files }: PhotoModelInfo,
    workerName: string,
    onProgress: (loaded: number, total: number | undefined) => void,
  ): Promise<PhotoShelf> {
    const at = (path: string) => new URL(path, site);
    const options = {
      files,
      wasmPaths: at('ort/').href,
      encoderPath: at('encoder/'),
      worker: () => new Worker(at('photo-worker.js'), { type: 'module', name: workerName }),
      onProgress: ({ loaded, total }: { loaded: number; total: number | undefined }) =>
        onProgress(loaded, total),
    };
    const isJoint = files.includes('tokenizer.json');
    const embedder = await OnnxImageEmbedder.load(at('photo-model/'), {
      ...options,
      ...(!isJoint && { textModel: at('model/') }),
    });
    const index = await LeannIndex.open<PhotoMetadata>(NAME, {
      embedder,
      wasm: at('leann-core.wasm'),
      build: { preset: 'accurate' },
    });
    return new PhotoShelf(embedder, await PhotoQueue.open(), index);
  }

  get count(): number {
    return this.#index.info().documents;
  }

  /** Bytes of codes and graph, and of the pictures. */
  get bytes(): { index: number; pictures: number } {
    const { total, text } = this.#index.info().bytes;
    return { index: total, pictures: text };
  }

  /** Reads a file into the queue; false if it is in the index already. Errors: `unreadable-image`. */
  async read(path: string, file: File, signal: AbortSignal): Promise<boolean> {
    const stamp = `${file.size} ${file.lastModified}`;
    const known = await this.#index.get(path);
    if (known?.metadata?.stamp === stamp) return false;
    const image = await this.embedder.pictureOf(file, signal);
    const { day, latitude, longitude } = await factsOf(file);
    const place =
      latitude === undefined || longitude === undefined ? undefined : placeOf(latitude, longitude);
    const metadata: PhotoMetadata = {
      stamp,
      ...(day !== undefined && { day, year: day.slice(0, 4) }),
      ...(place !== undefined && { place }),
    };
    const title = file.name.replace(/\.[a-z0-9]+$/i, '').replaceAll(/[-_]+/g, ' ');
    await this.queue.put({ id: path, image, title, metadata });
    return true;
  }

  /**
   * Indexes what waits. What was embedded stays known even if it is stopped, or the tab is closed: it begins again where it
   * was.
   */
  async *index(signal: AbortSignal): AsyncGenerator<AddProgress, void> {
    if ((await this.queue.size()) === 0) return;
    yield* this.#index.update(this.queue.all(), { signal });
    await this.#index.save();
    await this.queue.clear();
  }

  async ids(): Promise<string[]> {
    return (await this.#index.ids()).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  }

  async photo(id: string): Promise<Photo | undefined> {
    const found = await this.#index.get(id);
    const picture = found?.passages[0]?.picture;
    if (found === undefined || picture === undefined) return undefined;
    return { id, title: found.title ?? id, picture, metadata: found.metadata ?? {} };
  }

  /** All that fulfil a condition, in the order of their ids. */
  async matching(where: AnyWhere | undefined): Promise<Photo[]> {
    const found: Photo[] = [];
    for (const id of await this.ids()) {
      const photo = await this.photo(id);
      if (
        photo !== undefined &&
        Object.entries(where ?? {}).every(([field, value]) => Reflect.get(photo.metadata, field) === value)
      )
        found.push(photo);
    }
    return found;
  }

  async *search(query: string, where: AnyWhere | undefined, signal: AbortSignal): AsyncGenerator<Found> {
    const options = {
      k: SHOWN,
      group: 'document',
      signal,
      maxRecomputes: RECOMPUTED,
      ...(where && { where }),
    } as const;
    for await (const { hits, final } of this.#index.search(query, options as never))
      yield { photos: this.#answers(hits).map(photoOf), final };
  }

  async like(id: string): Promise<Photo[]> {
    return (await this.#index.more(id, { k: SHOWN })).map(photoOf);
  }

  /** Years and places that photos have. */
  async facets(): Promise<Facets<'year' | 'place'>> {
    return await this.#index.facets(['year', 'place']);
  }

  async delete(id: string): Promise<void> {
    await this.#index.delete(id);
    await this.#index.save();
  }

  /** Deletes all of them, and those that wait. */
  async forget(): Promise<void> {
    await this.queue.clear();
    await this.#index.delete(await this.#index.ids());
    await this.#index.compact();
    await this.#index.save();
  }

  /** Photos with a word of the query, and those that are near enough. */
  #answers(hits: readonly Hit<PhotoMetadata>[]): Hit<PhotoMetadata>[] {
    const { best, behind } = LEAST[this.embedder.kind];
    const nearest = hits.reduce((most, { meaning = 0 }) => Math.max(most, meaning), 0);
    const least = Math.max(best, nearest - behind);
    return hits.filter(({ meaning = 0, words }) => words > 0 || meaning >= least);
  }
}

function photoOf({
  id,
  title = id,
  picture = '',
  metadata = {} as PhotoMetadata,
}: Hit<PhotoMetadata>): Photo {
  return { id, title, picture, metadata };
}

function placeOf(latitude: number, longitude: number): string {
  const side = (value: number, [more, less]: string) =>
    `${Math.abs(value).toFixed(1)}° ${value < 0 ? less : more}`;
  return `${side(latitude, 'NS')}, ${side(longitude, 'EW')}`;
}
