// Runs tasks one after another.

/** ONNX Runtime in WASM can do one run at a time, whichever session it belongs to. */
export class RunQueue {
  #tail: Promise<unknown> = Promise.resolve();

  /** Starts `task` when all tasks before it have ended, well or not. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
