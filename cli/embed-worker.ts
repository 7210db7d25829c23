// A thread of an EmbedderPool: embeds what it is sent, with a model of its own.

import { parentPort, workerData } from 'node:worker_threads';
import { OnnxEmbedder } from '../web/index.js';
import type { EmbedReply, EmbedRequest, EmbedThreadData } from './embed-thread.js';

const { model, options } = workerData as EmbedThreadData;
const embedder = await OnnxEmbedder.load(model, options);

parentPort?.on('message', async ({ id, texts, kind }: EmbedRequest) => {
  let reply: EmbedReply;
  try {
    reply = { id, vectors: await embedder.embed(texts, { kind }) };
  } catch (error) {
    reply = { id, reason: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
