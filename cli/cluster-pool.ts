// Builds the graphs of clusters in several threads, one a processor.

import type { ClusterThreads } from '../web/core/cluster-threads.js';
import { threadCount } from './thread-count.js';
import { WorkerThread } from './worker-thread.js';

type ClusterThread = WorkerThread<Uint8Array<ArrayBuffer>, Uint8Array>;

const SCRIPT = new URL('./cluster-worker.js', import.meta.url);

/** Threads start when there is a cluster for them. Close it, whether the build has failed or not. */
export class ClusterPool implements ClusterThreads {
  readonly count: number;
  readonly #script: URL;
  readonly #all: ClusterThread[] = [];
  readonly #idle: ClusterThread[] = [];

  /** `count`: threads beside this one, which waits for them. `script`: what runs in them; default: cluster-worker.ts. */
  constructor(count: number, script: URL = SCRIPT) {
    this.count = count;
    this.#script = script;
  }

  /** For a build in so many clusters; undefined where one thread is enough, which is the one that builds. `wanted`: as --threads has it. */
  static of(wanted: number | undefined, clusters = 0): ClusterPool | undefined {
    const count = Math.min(threadCount(wanted), clusters);
    return count > 1 ? new ClusterPool(count) : undefined;
  }

  async build(task: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
    const thread = this.#idle.pop() ?? this.#start();
    const answer = await thread.ask(task, [task.buffer]);
    this.#idle.push(thread);
    return answer;
  }

  /** Ends all threads, whatever they are at. */
  async close(): Promise<void> {
    await Promise.all(this.#all.map((thread) => thread.close()));
  }

  #start(): ClusterThread {
    const thread: ClusterThread = new WorkerThread(this.#script, {
      act: 'build the graphs of clusters',
      failed: 'internal',
    });
    this.#all.push(thread);
    return thread;
  }
}
