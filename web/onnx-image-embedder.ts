// OnnxImageEmbedder: an ONNX model that embeds photos and texts into one space, in a worker or in this thread.

import { LeannError } from './base/error.js';
import { ModelEmbedder } from './embed/model-embedder.js';
import type { Model } from './embed/onnx-model.js';
import { checkOptions } from './embed/onnx-options.js';
import type { WorkerChoice } from './interface/worker-choice.js';
import type { LocalPhotoOptions } from './photo/photo-options.js';
import type { Image } from './text/picture.js';
import { hostFor } from './worker/host-for.js';
import { RemoteModel } from './worker/remote-model.js';
import { remoteModels } from './worker/remote-models.js';

export interface OnnxImageEmbedderOptions extends LocalPhotoOptions {
  /**
   * Where the model runs, and the indexes that it embeds for. Default: in pages, a dedicated worker that all share; in
   * Node and in workers, the present thread.
   */
  worker?: WorkerChoice;
}

/**
 * Runs a model of photos from a folder laid out as on Hugging Face (docs/photos.md): a joint one of texts and pictures (CLIP,
 * SigLIP: `onnx/text_model.onnx` and `onnx/vision_model.onnx`), or a classifier with its labels, whose photos get the
 * vectors of what their labels mean to {@link OnnxImageEmbedderOptions.textModel}.
 */
export class OnnxImageEmbedder extends ModelEmbedder {
  readonly #model: Model;

  private constructor(model: Model) {
    super(model);
    this.#model = model;
  }

  /**
   * Loads a model and tries it out.
   * @param folder URL of the folder with preprocessor_config.json, config.json and onnx/; in Node also its path.
   * @throws LeannError `model-load` if a file is missing or wrong, asks for something that is not known here, or the device
   *   cannot run the model; `invalid-argument`, `worker-crashed`; the signal's reason.
   */
  static async load(
    folder: string | URL,
    { worker, ...options }: OnnxImageEmbedderOptions = {},
  ): Promise<OnnxImageEmbedder> {
    const { codec, ...given } = options;
    const { textModel: _, ...shared } = given;
    checkOptions(shared);
    const host = hostFor(worker);
    if (host === undefined) {
      const { PhotoModel } = await import('./photo/photo-model.js');
      return new OnnxImageEmbedder(await PhotoModel.load(folder, options));
    }
    if (codec !== undefined) {
      const reason = 'it cannot be sent to a worker: set `worker` to false';
      throw new LeannError('invalid-argument', `leann: cannot use codec: ${reason}`);
    }
    const model = await RemoteModel.loadPhotos(host, folder, given);
    const embedder = new OnnxImageEmbedder(model);
    remoteModels.set(embedder, model);
    return embedder;
  }

  /** `joint`: the model knows texts and photos; `labels`: photos have the vectors of a classifier's words. */
  get kind(): 'joint' | 'labels' {
    return this.#model.photos ?? 'joint';
  }

  /**
   * The picture that an index keeps of an image: a JPEG as a `data:` URL, small enough to keep and large enough for the model.
   * Errors: `unreadable-image`; `not-found` and `network-failed` for a URL; `closed`; the signal's reason.
   */
  async pictureOf(image: Image, signal?: AbortSignal): Promise<string> {
    if (this.#model.pictureOf === undefined)
      throw new LeannError('internal', 'leann: cannot read image: the model knows texts alone');
    return await this.#model.pictureOf(image, signal);
  }

  /** The vector of an image, for searches: `index.search(vector)`. Errors: as of {@link pictureOf} and {@link embed}. */
  async embedImage(image: Image, { signal }: { signal?: AbortSignal } = {}): Promise<Float32Array> {
    const picture = await this.pictureOf(image, signal);
    const [vector] = await this.embed([picture], { ...(signal && { signal }) });
    if (vector !== undefined) return vector;
    throw new LeannError('embedding-failed', 'leann: cannot embed image: the model gave no vector');
  }
}
