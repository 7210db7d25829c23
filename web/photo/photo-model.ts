// Embeds photos and texts into one space: with a joint model (CLIP and its kin), or by the labels of a classifier.

import { LeannError } from '../base/error.js';
import { nextTask } from '../base/next-task.js';
import { sha256 } from '../base/sha256.js';
import type { EmbedOptions, EmbedRuntime } from '../embed/embedder.js';
import { weightsHash } from '../embed/formats.js';
import { loadError } from '../embed/load-error.js';
import type { ModelDtype } from '../embed/model-files.js';
import { readFolderJson, readFolderText, readModelWeights } from '../embed/model-folder.js';
import { type Model, OnnxModel } from '../embed/onnx-model.js';
import type { OrtDevice } from '../embed/ort-runtime.js';
import { toUnitLength } from '../embed/pooling.js';
import { type Image, isPicture } from '../text/picture.js';
import { LabelSpace, labelsOf } from './label-space.js';
import { type LocalPhotoOptions, requireTextModel } from './photo-options.js';
import { codecHere, pictureOf, pixelsOf } from './picture.js';
import type { PictureCodec } from './picture-codec.js';
import { PictureSession } from './picture-session.js';
import { type Preprocessing, preprocess, preprocessingOf } from './preprocessing.js';
import { kindOf, loadTextPart } from './text-part.js';

/** How a folder's model makes vectors of photos: `joint` by itself, `labels` by the words of a classifier. */
type PhotoKind = 'joint' | 'labels';

interface Parts {
  kind: PhotoKind;
  texts: OnnxModel;
  session: PictureSession;
  preprocessing: Preprocessing;
  /** Of a classifier. */
  labels: LabelSpace | undefined;
  codec: PictureCodec;
  fingerprint: string;
  dtype: ModelDtype;
}

export class PhotoModel implements Model {
  readonly photos: PhotoKind;
  readonly dimension: number;
  readonly fingerprint: string;
  readonly dtype: ModelDtype;
  /** One: a photo is enough work for a run, and a search can end after any. */
  readonly batchSize = 1;
  readonly maxTokens: number;
  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.photos = parts.kind;
    this.dimension = parts.texts.dimension;
    this.fingerprint = parts.fingerprint;
    this.dtype = parts.dtype;
    this.maxTokens = parts.texts.maxTokens;
  }

  /** Errors: as of {@link OnnxImageEmbedder.load}; options are not checked. */
  static async load(folder: string | URL, options: LocalPhotoOptions): Promise<PhotoModel> {
    options.signal?.throwIfAborted();
    try {
      return await PhotoModel.#load(folder, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      const isSaid = error instanceof LeannError && /^(?:invalid-argument|model-load)$/.test(error.code);
      if (isSaid) throw error;
      throw loadError(String(folder), error);
    }
  }

  static async #load(folder: string | URL, options: LocalPhotoOptions): Promise<PhotoModel> {
    const { textModel, codec: given, ...shared } = options;
    const config = await readFolderJson(folder, 'config.json', shared);
    const kind: PhotoKind = Reflect.has(config, 'text_config') ? 'joint' : 'labels';
    requireTextModel(textModel, kind === 'labels');
    const settings = await readFolderJson(folder, 'preprocessor_config.json', shared);
    const preprocessing = named('preprocessor_config.json', () => preprocessingOf(settings));
    const lines = kind === 'labels' ? await readFolderText(folder, 'labels.txt', shared) : undefined;
    const names = kind === 'labels' ? labelsOf(lines, config) : [];
    const part = kind === 'joint' ? 'vision_model' : undefined;
    const weights = await readModelWeights(folder, { ...shared, part });
    const codec = given ?? (await codecHere());
    const session = await PictureSession.open(weights, grey(preprocessing), {
      device: options.device ?? 'auto',
      outputs: kind === 'joint' ? kindOf(config).picture : ['logits'],
      wasmPaths: options.wasmPaths,
      numThreads: options.numThreads,
      signal: options.signal,
    });
    try {
      const texts =
        textModel === undefined
          ? await loadTextPart(folder, config, shared)
          : await OnnxModel.load(textModel, textOptions(shared));
      const vision = [await weightsHash(weights), JSON.stringify(preprocessing), ...names].join('\n');
      const hash = (await sha256(new TextEncoder().encode(vision))).slice(0, 16);
      const model = new PhotoModel({
        kind,
        texts,
        session,
        preprocessing,
        labels: kind === 'labels' ? new LabelSpace(names, texts) : undefined,
        codec,
        fingerprint: `photos:${kind}:${hash}:${texts.fingerprint}`,
        dtype: weights.dtype,
      });
      await model.#check(names.length);
      return model;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  get device(): OrtDevice {
    return this.#parts.session.device;
  }

  get runtime(): EmbedRuntime {
    return 'onnxruntime';
  }

  get fallbackReason(): string | undefined {
    return this.#parts.session.fallbackReason;
  }

  get tokenizer(): OnnxModel['tokenizer'] {
    return this.#parts.texts.tokenizer;
  }

  pictureOf(image: Image, signal?: AbortSignal): Promise<string> {
    return pictureOf(image, this.#parts.codec, { signal });
  }

  /** Pictures among the texts are seen, the others read. */
  async embed(texts: string[], { signal, kind = 'passage' }: EmbedOptions = {}): Promise<Float32Array[]> {
    const vectors: Float32Array[] = new Array(texts.length);
    const words: number[] = [];
    for (const [row, text] of texts.entries()) {
      if (!isPicture(text)) {
        words.push(row);
        continue;
      }
      vectors[row] = await this.#see(text, signal);
      // A run in WASM blocks its thread: without a pause nobody could abort.
      await nextTask();
    }
    signal?.throwIfAborted();
    if (words.length === 0) return vectors;
    const read = await this.#parts.texts.embed(
      words.map((row) => texts[row] ?? ''),
      { kind, ...(signal && { signal }) },
    );
    for (const [at, vector] of read.entries()) vectors[words[at] ?? 0] = vector;
    return vectors;
  }

  async close(): Promise<void> {
    await this.#parts.session.close();
    await this.#parts.texts.close();
  }

  async #see(picture: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    const { codec, preprocessing, session, labels } = this.#parts;
    const said = await session.run(preprocess(await pixelsOf(picture, codec), preprocessing), signal);
    return labels === undefined ? toUnitLength(said) : await labels.vectorOf(said, signal);
  }

  /** Throws an Error if its parts do not fit together. */
  async #check(labels: number): Promise<void> {
    const { session, preprocessing, kind, texts } = this.#parts;
    const { length } = await session.run(grey(preprocessing));
    const wanted = kind === 'labels' ? labels : texts.dimension;
    if (length === wanted) return;
    const what = kind === 'labels' ? `${labels} labels` : `vectors of texts with ${wanted} values`;
    throw new Error(`it gives ${length} values for a picture, but there are ${what}`);
  }
}

/** Neither runtime nor format of the classifier are those of the text model. */
function textOptions({
  dtype: _,
  files: __,
  device: ___,
  ...others
}: Omit<LocalPhotoOptions, 'textModel' | 'codec'>) {
  return others;
}

/** A picture to try the model with. */
function grey(preprocessing: Preprocessing) {
  const data = new Uint8Array(16 * 16 * 4).fill(128);
  return preprocess({ width: 16, height: 16, data }, preprocessing);
}

/** Names the file in errors that are about it. */
function named<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
