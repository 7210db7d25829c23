// OnnxEmbedder: an ONNX model that embeds texts, in a worker or in this thread.

import type { StartCopy } from './embed/encoder-copy.js';
import { ModelEmbedder } from './embed/model-embedder.js';
import type { Model } from './embed/onnx-model.js';
import { checkOptions, type OnnxModelOptions } from './embed/onnx-options.js';
import type { WorkerChoice } from './interface/worker-choice.js';
import { hostFor, isPage } from './worker/host-for.js';
import { ownWorker } from './worker/own-worker.js';
import { RemoteModel } from './worker/remote-model.js';
import { remoteModels } from './worker/remote-models.js';

export interface OnnxEmbedderOptions extends OnnxModelOptions {
  /**
   * Where the model runs, and the indexes that it embeds for. Default: in pages, a dedicated worker that all share; in
   * Node and in workers, the present thread.
   */
  worker?: WorkerChoice;
}

const startCopy: StartCopy = async (state, ended) => {
  const { copiesIn } = await import('./worker/encoder-copies.js');
  const { copyWorker } = await import('./worker/copy-worker.js');
  return await copiesIn((ending) => copyWorker(ownWorker, ending))(state, ended);
};

/**
 * Runs a sentence-transformer model from a folder laid out as on Hugging Face.
 *
 * When the graphics device fails, it falls back to WASM: `device` says where it runs, `fallbackReason` why. When its worker
 * crashes, calls under way are rejected with `worker-crashed`, and the next call loads the model in another; after three
 * crashes in a minute, only a new `load` or `open` does.
 */
export class OnnxEmbedder extends ModelEmbedder {
  private constructor(model: Model) {
    super(model);
  }

  /**
   * Loads a model and tries it out.
   * @param folder URL of the folder with tokenizer.json, config.json and onnx/; in Node also its path.
   * @throws LeannError `model-load` if a file is missing or wrong or the device cannot run the model,
   *   `invalid-argument`, `worker-crashed`; the signal's reason.
   */
  static async load(
    folder: string | URL,
    { worker, ...options }: OnnxEmbedderOptions = {},
  ): Promise<OnnxEmbedder> {
    checkOptions(options);
    const host = hostFor(worker);
    if (host === undefined) {
      // A file of its own: where a worker has the model, and until one is loaded, nobody needs it.
      const { OnnxModel } = await import('./embed/onnx-model.js');
      // No worker was asked for, unless by the number of threads; workers start none.
      const threads = options.numThreads === undefined || !isPage() ? {} : { startCopy };
      return new OnnxEmbedder(await OnnxModel.load(folder, { ...options, ...threads }));
    }
    const model = await RemoteModel.load(host, folder, options);
    const embedder = new OnnxEmbedder(model);
    remoteModels.set(embedder, model);
    return embedder;
  }
}
