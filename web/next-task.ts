// Lets the page draw and react between slices of long work.

/** How long work may run before it makes way for the page, in milliseconds. */
export const SLICE_MS = 16;

/** Resolves in a task of its own, after whatever waits now. Not a timer: those are throttled in hidden tabs. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
