// Work that can wait until nothing else is to be done.

/** Milliseconds of waiting where browsers do not tell when they are idle. */
const PAUSE_MS = 1000;

/** Calls back when the page is idle, unless the result is called before. Does not keep a process alive. */
export function whenIdle(act: () => void): () => void {
  if (typeof requestIdleCallback === 'function') {
    const handle = requestIdleCallback(act);
    return () => cancelIdleCallback(handle);
  }
  const timer: unknown = setTimeout(act, PAUSE_MS);
  if (typeof timer === 'object' && timer !== null && 'unref' in timer) (timer as { unref(): void }).unref();
  return () => clearTimeout(timer as number);
}
