// Locks between all handles of an index: Web Locks, or, if there are none, locks between the handles of this realm.

/** Releases a lock; resolves when others can have it. Idempotent. */
export type Release = () => Promise<void>;

export type LockMode = 'exclusive' | 'shared';

/** Locks by name. The browser frees those of a tab or worker that ends, however it ends. */
export interface Locks {
  /** Waits its turn. Errors: the signal's reason. */
  hold(name: string, mode: LockMode, signal?: AbortSignal): Promise<Release>;
  /** The lock, exclusively, or undefined if somebody has it. */
  tryHold(name: string): Promise<Release | undefined>;
}

/** The locks that reach farthest here. Pages without https have no Web Locks. */
export function availableLocks(): Locks {
  const manager = globalThis.navigator?.locks as LockManager | undefined;
  return manager === undefined ? LOCAL : new WebLocks(manager);
}

class WebLocks implements Locks {
  readonly #manager: LockManager;

  constructor(manager: LockManager) {
    this.#manager = manager;
  }

  hold(name: string, mode: LockMode, signal?: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      const options = signal === undefined ? { mode } : { mode, signal };
      const ended: Promise<unknown> = this.#manager.request(name, options, () =>
        heldUntilReleased(resolve, () => ended),
      );
      ended.catch(reject);
    });
  }

  tryHold(name: string): Promise<Release | undefined> {
    return new Promise((resolve, reject) => {
      const ended: Promise<unknown> = this.#manager.request(name, { ifAvailable: true }, (lock) => {
        if (lock !== null) return heldUntilReleased(resolve, () => ended);
        resolve(undefined);
        return undefined;
      });
      ended.catch(reject);
    });
  }
}

/** A promise for a lock manager, which keeps the lock until it resolves; hands out the function that resolves it. */
function heldUntilReleased(
  handOut: (release: Release) => void,
  ended: () => Promise<unknown>,
): Promise<void> {
  return new Promise((end) => {
    handOut(async () => {
      end();
      await ended();
    });
  });
}

interface Waiting {
  mode: LockMode;
  start: () => void;
}

/** One lock: its holders, and those who wait for it, first come, first served. */
class LocalLock {
  #holders = 0;
  #mode: LockMode = 'shared';
  #waiting: Waiting[] = [];

  get free(): boolean {
    return this.#holders === 0 && this.#waiting.length === 0;
  }

  hold(mode: LockMode, signal?: AbortSignal): Promise<Release> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const waiting: Waiting = {
        mode,
        start: () => {
          signal?.removeEventListener('abort', giveUp);
          this.#holders++;
          this.#mode = mode;
          resolve(this.#release());
        },
      };
      const giveUp = () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(signal?.reason);
        this.#next();
      };
      signal?.addEventListener('abort', giveUp);
      this.#waiting.push(waiting);
      this.#next();
    });
  }

  #release(): Release {
    let held = true;
    return async () => {
      if (!held) return;
      held = false;
      this.#holders--;
      this.#next();
    };
  }

  #next(): void {
    for (;;) {
      const [first] = this.#waiting;
      if (first === undefined) return;
      if (this.#holders > 0 && (first.mode === 'exclusive' || this.#mode === 'exclusive')) return;
      this.#waiting.shift();
      first.start();
    }
  }
}

/** Locks that only those who share this object know of. */
export class LocalLocks implements Locks {
  readonly #locks = new Map<string, LocalLock>();

  hold(name: string, mode: LockMode, signal?: AbortSignal): Promise<Release> {
    return this.#lock(name).hold(mode, signal);
  }

  async tryHold(name: string): Promise<Release | undefined> {
    const lock = this.#lock(name);
    return lock.free ? lock.hold('exclusive') : undefined;
  }

  #lock(name: string): LocalLock {
    const lock = this.#locks.get(name) ?? new LocalLock();
    this.#locks.set(name, lock);
    return lock;
  }
}

const LOCAL = new LocalLocks();
