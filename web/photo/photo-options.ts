// The options of a model of photos.

import { LeannError } from '../base/error.js';
import type { OnnxModelOptions } from '../embed/onnx-options.js';
import type { PictureCodec } from './picture-codec.js';

/** Of a model of photos, wherever it runs. `dtype`, `device` and the rest are of both its parts. */
export interface PhotoModelOptions
  extends Pick<
    OnnxModelOptions,
    | 'device'
    | 'dtype'
    | 'files'
    | 'wasmPaths'
    | 'numThreads'
    | 'encoderPath'
    | 'signal'
    | 'onProgress'
    | 'onDevice'
  > {
  /**
   * For a classifier, which knows no texts: the folder of the text model whose vectors its labels get. Needed then, and refused
   * for models that know both.
   */
  textModel?: string | URL;
}

/** What reads pictures cannot be sent to a worker. */
export interface LocalPhotoOptions extends PhotoModelOptions {
  codec?: PictureCodec;
}

/** @throws LeannError `invalid-argument` */
export function requireTextModel(textModel: string | URL | undefined, wanted: boolean): void {
  if ((textModel !== undefined) === wanted) return;
  const reason = wanted
    ? 'the model is a classifier, which needs one to know what its labels mean'
    : 'the model knows texts by itself';
  throw new LeannError('invalid-argument', `leann: cannot use textModel ${String(textModel)}: ${reason}`);
}
