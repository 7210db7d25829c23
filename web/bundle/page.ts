// The module that a page without a bundler imports from a published folder: everything but the parts for programs that
// bring their own store or drive the core themselves, since every page would have to download those.

export { LeannError } from '../base/error.js';
export { type Embedder, embedderFrom } from '../embed/embedder.js';
export { LeannIndex } from '../leann-index.js';
export { OnnxEmbedder } from '../onnx-embedder.js';
/** Of the worker, which loads this module too: the two have most in common. */
export { serve } from '../worker/serve.js';
