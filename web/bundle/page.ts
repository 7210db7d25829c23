// What a page without a bundler imports from a published folder: all but the parts for those who bring their own store or
// drive the core themselves, which every page would have to download.

export { LeannError } from '../base/error.js';
export { type Embedder, embedderFrom } from '../embed/embedder.js';
export { LeannIndex } from '../leann-index.js';
export { OnnxEmbedder } from '../onnx-embedder.js';
/** Of the worker, which loads this module too: the two have most in common. */
export { serve } from '../worker/serve.js';
