// Our own encoder with several threads, in the page of encoder-threads.test.ts.
import { OnnxEmbedder, type OnnxEmbedderOptions } from '../../web/index.js';
import { failureOf } from '../web/expect.js';
import { hexOf } from './encoder-page.js';
import { answerInWorker, askWorker } from './script-worker.js';

const FOLDER = '/models/all-MiniLM-L6-v2';

let embedder: OnnxEmbedder | undefined;
let controller = new AbortController();
let embedding: Promise<string | undefined> | undefined;

export async function load(options: Pick<OnnxEmbedderOptions, 'numThreads' | 'worker'>): Promise<void> {
  embedder = await OnnxEmbedder.load(FOLDER, { runtime: 'leann', ...options });
}

/** Bits of the vectors of texts, one after the other. */
export async function vectorsOf(texts: string[]): Promise<string> {
  return (await loaded().embed(texts)).map(hexOf).join('');
}

/** {@link vectorsOf} in a worker that runs this same script, which stays. */
export function vectorsInWorker(texts: string[], numThreads: number): Promise<string> {
  return askWorker({ texts, numThreads });
}

answerInWorker(async ({ texts, numThreads }: { texts: string[]; numThreads: number }) => {
  await load({ numThreads });
  // If there could be copies, they would be there the second time.
  await vectorsOf(texts);
  return await vectorsOf(texts);
});

/** Begins to embed these texts so many times over. */
export function begin(texts: string[], times: number): void {
  const all = Array.from({ length: times }, () => texts).flat();
  controller = new AbortController();
  embedding = failureOf(loaded().embed(all, { signal: controller.signal }));
}

/** Aborts that; how it fails. */
export async function abort(): Promise<string | undefined> {
  controller.abort(new Error('enough'));
  return await embedding;
}

export async function close(): Promise<void> {
  await loaded().close();
}

function loaded(): OnnxEmbedder {
  if (embedder === undefined) throw new Error('load comes first');
  return embedder;
}
