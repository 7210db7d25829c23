// A thread of an EmbedderPool: embeds what it is sent, with a model of its own.

import { workerData } from 'node:worker_threads';
import { OnnxEmbedder } from '../web/index.js';
import type { EmbedRequest, EmbedThreadData } from './embed-thread.js';
import { answerRequests } from './thread-answers.js';

const { model, options } = workerData as EmbedThreadData;
const embedder = await OnnxEmbedder.load(model, options);

answerRequests(({ texts, kind }: EmbedRequest) => embedder.embed(texts, { kind }));
