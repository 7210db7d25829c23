// Embeds in a page with models that the test has made, for any-model.test.ts.
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';

/** Loads the model in the page's worker, embeds the texts and closes it. */
export async function embed(folder: string, texts: string[], options: OnnxEmbedderOptions) {
  const embedder = await OnnxEmbedder.load(folder, { wasmPaths: '/ort/', device: 'wasm', ...options });
  const vectors = await embedder.embed(texts);
  const { fingerprint, dtype, dimension, device, fallbackReason } = embedder;
  await embedder.close();
  return {
    vectors: vectors.map((vector) => [...vector]),
    fingerprint,
    dtype,
    dimension,
    device,
    fallbackReason,
  };
}

/** Makes an adapter that the processor computes look like a graphics card. */
export function hideSoftwareAdapters(): void {
  Object.defineProperty(GPUAdapterInfo.prototype, 'isFallbackAdapter', { get: () => false });
}

/** What loading the model is rejected with. */
export async function failure(folder: string): Promise<{ code: unknown; message: string }> {
  try {
    await (await OnnxEmbedder.load(folder, { wasmPaths: '/ort/', device: 'wasm' })).close();
    return { code: 'none', message: 'it was loaded' };
  } catch (error) {
    return { code: Reflect.get(Object(error), 'code'), message: String(error) };
  }
}
