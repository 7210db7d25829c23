// The worker that an option asks for: those who choose the same share it.

import { LeannError } from '../base/error.js';
import { absoluteUrl, isNode } from '../base/platform.js';
import type { WorkerChoice } from '../interface/worker-choice.js';
import { ownWorker } from './own-worker.js';
import { workerAt } from './worker-at.js';
import { WorkerHost } from './worker-host.js';
import type { StartWorker } from './worker-line.js';

/** All who choose the same script, or function, share a worker. */
const hostsOfScripts = new Map<string, WorkerHost>();
const hostsOfFunctions = new WeakMap<() => Worker, WorkerHost>();

/**
 * The worker's host; undefined for none. Default: the package's worker in a page; none in Node, none in a sandboxed
 * page, which cannot start any, and none in a worker, which is off the page's thread already.
 * @throws LeannError `invalid-argument` for an invalid choice, or if this thread cannot start the worker asked for.
 */
export function hostFor(choice: WorkerChoice | undefined): WorkerHost | undefined {
  if (choice === false) return undefined;
  if (choice === undefined && !isPage()) return undefined;
  if (typeof choice === 'function') return hostFrom(hostsOfFunctions, choice, choice);
  if (typeof Worker !== 'function') {
    if (choice === undefined) return undefined;
    throw invalid(choice, 'workers cannot be started from this thread');
  }
  if (choice === undefined || choice === true) return hostFrom(hostsOfScripts, '', ownWorker);
  if (typeof choice !== 'string' && !(choice instanceof URL)) {
    throw invalid(choice, 'it must be true, false, a URL or a function');
  }
  const url = absoluteUrl(choice);
  return hostFrom(hostsOfScripts, url, () => workerAt(url));
}

/** Whether this is a page that can start workers: one without an origin of its own (sandboxed) cannot. */
export function isPage(): boolean {
  return !isNode() && typeof document === 'object' && globalThis.origin !== 'null';
}

function invalid(choice: unknown, reason: string): LeannError {
  return new LeannError('invalid-argument', `leann: cannot use worker ${String(choice)}: ${reason}`);
}

function hostFrom<Key>(
  hosts: { get(key: Key): WorkerHost | undefined; set(key: Key, host: WorkerHost): unknown },
  key: Key,
  start: StartWorker,
): WorkerHost {
  const host = hosts.get(key) ?? new WorkerHost(start);
  hosts.set(key, host);
  return host;
}
