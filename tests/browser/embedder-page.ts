// Embeds in a page, for embedder.test.ts.
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/onnx-embedder.js';
import { dot } from '../web/dot.js';
import { answerInWorker, askWorker } from './script-worker.js';

const FOLDER = '/models/all-MiniLM-L6-v2';

/** Loads the model, embeds the texts once and closes it. */
export async function embed(texts: string[], options: OnnxEmbedderOptions) {
  const embedder = await OnnxEmbedder.load(FOLDER, { wasmPaths: '/ort/', ...options });
  const start = performance.now();
  const vectors = await embedder.embed(texts);
  const ms = performance.now() - start;
  await embedder.close();
  const { device, runtime, fallbackReason, dtype, fingerprint } = embedder;
  return {
    device,
    runtime,
    fallbackReason,
    dtype,
    fingerprint,
    ms,
    vectors: vectors.map((vector) => [...vector]),
  };
}

/** The error that loading the model is rejected with; undefined if it is not. */
export async function loadError(folder: string, options: OnnxEmbedderOptions) {
  try {
    await (await OnnxEmbedder.load(folder, { wasmPaths: '/ort/', ...options })).close();
    return undefined;
  } catch (error) {
    return { code: Reflect.get(Object(error), 'code') as unknown, message: String(error) };
  }
}

/** Texts embedded in a second, after one batch to warm up. */
export async function speed(texts: string[], options: OnnxEmbedderOptions): Promise<number> {
  const embedder = await OnnxEmbedder.load(FOLDER, { wasmPaths: '/ort/', ...options });
  await embedder.embed(texts.slice(0, embedder.batchSize));
  const start = performance.now();
  await embedder.embed(texts);
  const seconds = (performance.now() - start) / 1000;
  await embedder.close();
  return texts.length / seconds;
}

/** {@link embed} in a worker that runs this same script. */
export function embedInWorker(texts: string[], options: OnnxEmbedderOptions): ReturnType<typeof embed> {
  return askWorker({ texts, options });
}

answerInWorker(({ texts, options }: { texts: string[]; options: OnnxEmbedderOptions }) =>
  embed(texts, options),
);

/** Makes WebGPU promise an adapter that then gives no device, as some drivers do. */
export function breakWebGpu(): void {
  const adapter = {
    features: new Set(),
    limits: {},
    info: {},
    requestDevice: () => Promise.reject(new Error('the driver was lost')),
  };
  Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => adapter } });
}

/**
 * Embeds on WebGPU, whose device is destroyed before that or during it; the device afterwards, the reason, and how alike
 * the vectors are to those from before.
 */
export async function embedThroughLoss(text: string, when: 'before' | 'during') {
  const devices: GPUDevice[] = [];
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, ...options) {
    const device = await requestDevice.apply(this, options);
    devices.push(device);
    return device;
  };
  const changes: string[] = [];
  const embedder = await OnnxEmbedder.load(FOLDER, {
    wasmPaths: '/ort/',
    dtype: 'fp32',
    device: 'webgpu',
    worker: false,
    onDevice: (device) => changes.push(device),
  });
  const [first = []] = await embedder.embed([text]);
  const destroy = () => {
    for (const device of devices) device.destroy();
  };
  if (when === 'before') destroy();
  const embedding = embedder.embed([text]);
  // The run has begun when other tasks have their turn.
  if (when === 'during') setTimeout(destroy, 10);
  const [second = []] = await embedding;
  const again = await embedder.embed([text]);
  await embedder.close();
  const cosine = dot(first, second);
  const { device, fallbackReason } = embedder;
  return { device, fallbackReason, changes, cosine, destroyed: devices.length, again: again.length };
}
