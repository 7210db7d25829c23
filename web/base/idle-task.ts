// Work that is put off until nothing else is to be done.

/** Milliseconds to wait if the browser does not tell when it is idle. */
const PAUSE_MS = 1000;

/** At most one task, planned or under way. */
export class IdleTask {
  #current: { cancel: () => void; ended: Promise<void> } | undefined;

  /** Acts once the page is idle; nothing is planned while there is a task. `act` must not reject. */
  plan(act: (cancelled: AbortSignal) => Promise<void>): void {
    if (this.#current !== undefined) return;
    const controller = new AbortController();
    const ended = new Promise<void>((resolve) => {
      const forget = whenIdle(() => resolve(act(controller.signal)));
      controller.signal.addEventListener('abort', () => {
        forget();
        resolve();
      });
    }).then(() => {
      this.#current = undefined;
    });
    this.#current = { cancel: () => controller.abort(), ended };
  }

  /** Cancels the task, and waits until it has ended. */
  async end(): Promise<void> {
    this.#current?.cancel();
    await this.#current?.ended;
  }
}

/** Calls back when the page is idle, unless the result is called before. Does not keep a process alive. */
function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(act);
    return () => cancelIdleCallback(handle);
  }
  const timer: unknown = setTimeout(act, PAUSE_MS);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  return () => clearTimeout(timer as number);
}
