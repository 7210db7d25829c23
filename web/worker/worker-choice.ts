// Where heavy work is done: in which worker, or in this thread.

import { absoluteUrl, isNode } from '../embed/platform.js';
import { LeannError } from '../error.js';
import { WorkerHost } from './worker-host.js';

/**
 * `true`: the package's own worker script, in a worker that all share that choose this. A URL: that script instead,
 * which must be, or import, `leann-web/worker`. A function: makes such a worker, also to replace one that crashed.
 * `false`: no worker.
 */
export type WorkerChoice = boolean | string | URL | (() => Worker);

/** A host for each script and function, so that all who choose the same share a worker. */
const hosts = new Map<string | (() => Worker), WorkerHost>();

/**
 * The worker's host; undefined where there shall be none. Default: the package's worker in a page; none in Node, and
 * none in a worker, which is off the page's thread already.
 * @throws LeannError `invalid-argument` where a worker is asked for and this thread cannot start any.
 */
export function hostFor(choice: WorkerChoice | undefined): WorkerHost | undefined {
  if (choice === false) return undefined;
  if (choice === undefined && (isNode() || typeof document !== 'object')) return undefined;
  if (typeof choice === 'function') return hostOf(choice, choice);
  if (typeof Worker !== 'function') {
    if (choice === undefined) return undefined;
    throw new LeannError(
      'invalid-argument',
      'leann: cannot use a worker: workers cannot be started from this thread',
    );
  }
  if (choice === undefined || choice === true) return hostOf('', ownWorker);
  const url = absoluteUrl(choice);
  return hostOf(url, () => new Worker(url, { type: 'module' }));
}

function hostOf(key: string | (() => Worker), start: () => Worker): WorkerHost {
  const host = hosts.get(key) ?? new WorkerHost(start);
  hosts.set(key, host);
  return host;
}

/** Written so that bundlers find the script. */
function ownWorker(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
}
