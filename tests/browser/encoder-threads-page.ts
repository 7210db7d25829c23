// Our own encoder with several threads, in the page of encoder-threads.test.ts.
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/index.js';
import { failureOf } from '../web/expect.js';
import { hexOf } from './encoder-page.js';

const FOLDER = '/models/all-MiniLM-L6-v2';

let embedder: OnnxEmbedder | undefined;

export async function load(options: Pick<OnnxEmbedderOptions, 'numThreads' | 'worker'>): Promise<void> {
  embedder = await OnnxEmbedder.load(FOLDER, { runtime: 'leann', ...options });
}

/** Bits of the vectors of texts, one after the other. */
export async function vectorsOf(texts: string[]): Promise<string> {
  return (await loaded().embed(texts)).map(hexOf).join('');
}

/** How embedding fails that is aborted a little later. */
export async function abort(texts: string[]): Promise<string | undefined> {
  const controller = new AbortController();
  const embedding = loaded().embed(texts, { signal: controller.signal });
  setTimeout(() => controller.abort(new Error('enough')), 20);
  return await failureOf(embedding);
}

export async function close(): Promise<void> {
  await loaded().close();
}

function loaded(): OnnxEmbedder {
  if (embedder === undefined) throw new Error('load comes first');
  return embedder;
}
