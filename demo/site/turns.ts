// What a tab does with files: one thing at a time, in order, told when it is done; what takes long can be stopped.

export interface TurnsOptions {
  tell(message: string): void;
  /** Told when something begins, and when it has ended. */
  onBusy(isBusy: boolean): void;
}

/** What is told of an error; `stopped`: whether it is that of {@link Turns.stop}. */
export type Failed = (error: unknown, stopped: boolean) => string | Promise<string>;

export class Turns {
  readonly #options: TurnsOptions;
  #running: AbortController | undefined;
  /** Ends when all that was asked for so far is done. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Whether something is going on that can be stopped. */
  get running(): boolean {
    return this.#running !== undefined;
  }

  stop(): void {
    this.#running?.abort();
  }

  /** `task` gives the message that is shown when it is done, and ends with the signal. */
  run(task: (signal: AbortSignal) => Promise<string>, failed: Failed): Promise<void> {
    return this.#inTurn(async () => {
      const running = new AbortController();
      this.#running = running;
      await this.#busy(() => task(running.signal), failed, running.signal);
    });
  }

  /** The same for what is not stopped. */
  change(task: () => Promise<string>, failed: Failed): Promise<void> {
    return this.#inTurn(() => this.#busy(task, failed));
  }

  #inTurn(act: () => Promise<void>): Promise<void> {
    this.#last = this.#last.then(act);
    return this.#last;
  }

  async #busy(task: () => Promise<string>, failed: Failed, signal?: AbortSignal): Promise<void> {
    const { tell, onBusy } = this.#options;
    onBusy(true);
    try {
      tell(await task());
    } catch (error) {
      tell(await failed(error, signal?.aborted ?? false));
    } finally {
      this.#running = undefined;
      onBusy(false);
    }
  }
}
