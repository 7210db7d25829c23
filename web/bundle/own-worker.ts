// The worker of a published folder, beside its scripts. Stands in for web/worker/own-worker.ts there.

import { workerAt } from '../worker/worker-at.js';

export function ownWorker(): Worker {
  return workerAt(new URL('./worker.js', import.meta.url).href);
}
