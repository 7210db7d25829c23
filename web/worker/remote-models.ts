// Which embedders are models in a worker.

import type { Embedder } from '../embed/embedder.js';
import type { RemoteModel } from './remote-model.js';

/** The models behind them. */
export const remoteModels = new WeakMap<Embedder, RemoteModel>();
