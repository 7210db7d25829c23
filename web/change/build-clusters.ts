// Has the graphs of clusters built in other threads.

import type { ClusterThreads } from '../core/cluster-threads.js';
import type { CoreBuilder } from '../core/core-builder.js';
import type { AddProgress } from '../interface/change-options.js';

/**
 * Builds all clusters that nobody has begun, one at a time in each thread, so that no more of them lie in memory twice; none if the
 * index is in one piece. The graphs are those that `builder` would have built. Errors: those of the threads and of the core; the
 * signal's reason, at once: what threads are at work on then is dropped.
 */
export async function* buildClusters(
  builder: CoreBuilder,
  threads: ClusterThreads,
  signal: AbortSignal,
): AsyncGenerator<AddProgress> {
  const { aborted, forget } = abortOf(signal);
  const atWork = new Map<number, Promise<readonly [number, Uint8Array]>>();
  try {
    for (let begun = 0; ; ) {
      while (atWork.size < threads.count) {
        const task = builder.handOutCluster();
        if (task === undefined) break;
        const number = begun++;
        const answer = threads.build(task).then((bytes) => [number, bytes] as const);
        // If another fails first, nobody waits for this one.
        answer.catch(() => undefined);
        atWork.set(number, answer);
      }
      if (atWork.size === 0) return;
      const [number, answer] = await Promise.race([aborted, ...atWork.values()]);
      atWork.delete(number);
      const { phase, done, total } = builder.takeCluster(answer);
      yield { phase, done, total };
      signal.throwIfAborted();
    }
  } finally {
    forget();
  }
}

/** A promise that only ever fails, with the signal's reason, until it is forgotten. */
function abortOf(signal: AbortSignal): { aborted: Promise<never>; forget(): void } {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
  });
  // An abort between two waits is seen by the next.
  aborted.catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  return { aborted, forget: () => signal.removeEventListener('abort', stop) };
}
