// Lets the page draw and react between slices of long work.

/** How long work may run before it yields to the page, in milliseconds. */
export const SLICE_MS = 16;

/** Resolves in a task of its own, after all that are queued now. Not a timer: those are throttled in hidden tabs. */
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

/** Applies a function to each item, yielding to the page if that takes long. */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  let began = performance.now();
  for (const item of items) {
    results.push(map(item));
    if (performance.now() - began < SLICE_MS / 2) continue;
    await nextTask();
    began = performance.now();
  }
  return results;
}
