// The page's end of a worker: starts it, notices when it crashes, and starts another.

import { LeannError, messageOf } from '../base/error.js';
import { Endpoint, type Remote } from './endpoint.js';
import type { Message } from './message.js';
import { ROOT, type RootService } from './services.js';
import { type StartWorker, WorkerLine } from './worker-line.js';

/** After this many crashes within this many milliseconds, no other worker is started. */
const CRASHES = 3;
const CRASHES_MS = 60_000;

/** One life of the worker. */
export interface Connection {
  endpoint: Endpoint;
  root: Remote<RootService>;
}

/** A model or index in a worker. */
export interface WorkerUser {
  /** The worker crashed; all that only it had is lost. */
  crashed(error: LeannError): void;
}

/** Keeps a worker while it is used. */
export class WorkerHost {
  /** Makes a worker, also one that helps the host's. */
  readonly start: StartWorker;
  #life: WorkerLife | undefined;
  /** Times of the last crashes. */
  #crashes: number[] = [];
  readonly #users = new Set<WorkerUser>();

  constructor(start: StartWorker) {
    this.start = start;
  }

  /** The worker stays until its last user releases it. */
  retain(user: WorkerUser): void {
    this.#users.add(user);
  }

  release(user: WorkerUser): void {
    this.#users.delete(user);
    if (this.#users.size > 0) return;
    this.#life?.end(
      new LeannError('closed', 'leann: cannot go on: everything that used the worker was closed'),
    );
    this.#life = undefined;
  }

  /** Forgets crashes: somebody wants to start over. */
  forgive(): void {
    this.#crashes = [];
  }

  /**
   * The line to the worker, which is started if there is none.
   * @throws LeannError `worker-crashed` when it cannot be started, or crashed too often.
   */
  connect(): Connection {
    if (this.#life !== undefined) return this.#life;
    const since = performance.now() - CRASHES_MS;
    this.#crashes = this.#crashes.filter((time) => time > since);
    if (this.#crashes.length >= CRASHES) {
      const reason = `it crashed ${this.#crashes.length} times in a minute and is not started again; open again to try`;
      throw new LeannError('worker-crashed', `leann: cannot use the worker: ${reason}`);
    }
    this.#life = this.#begin();
    return this.#life;
  }

  #begin(): WorkerLife {
    try {
      const life: WorkerLife = new WorkerLife(this.start(), (error) => this.#crashed(life, error));
      return life;
    } catch (cause) {
      this.#crashes.push(performance.now());
      throw new LeannError('worker-crashed', `leann: cannot start the worker: ${messageOf(cause)}`, {
        cause,
      });
    }
  }

  #crashed(life: WorkerLife, error: LeannError): void {
    if (this.#life !== life) return;
    this.#life = undefined;
    this.#crashes.push(performance.now());
    life.end(error);
    for (const user of this.#users) user.crashed(error);
  }
}

class WorkerLife implements Connection {
  readonly endpoint: Endpoint;
  readonly root: Remote<RootService>;
  readonly #line: WorkerLine;
  readonly #ending = new AbortController();

  constructor(worker: Worker | Promise<Worker>, onCrash: (error: LeannError) => void) {
    const crashed = (reason: string) => {
      const what = this.#line.started ? 'go on' : 'start the worker';
      onCrash(new LeannError('worker-crashed', `leann: cannot ${what}: ${reason}`));
    };
    const heard = (message: Message) => {
      if (message.type !== 'crashed') return this.endpoint.receive(message);
      this.endpoint.receive({ ...message, type: 'failure' });
      crashed(message.error.message.replace(/^leann: cannot go on: /, ''));
    };
    this.#line = new WorkerLine(worker, { heard, crashed });
    this.endpoint = new Endpoint((message, buffers) => this.#line.say(message, buffers));
    this.root = this.endpoint.remote(ROOT);
    void this.#watch(crashed);
  }

  end(error: LeannError): void {
    this.#ending.abort();
    this.endpoint.break(error);
    this.#line.end();
  }

  /** Notices a worker that ends without a message: its lock is released. */
  async #watch(crash: (reason: string) => void): Promise<void> {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    const lock = locks === undefined ? undefined : `leann-web:worker:${crypto.randomUUID()}`;
    try {
      await this.root.call('start', { lock });
      if (lock === undefined) return;
      await locks?.request(lock, { signal: this.#ending.signal }, () => crash('the worker ended'));
    } catch {
      // It crashed or was ended before.
    }
  }
}
