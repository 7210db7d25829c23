// A change of an index: awaited, or followed step by step.

import type { AddProgress } from './change-options.js';

/**
 * What {@link LeannIndex.add}, `update` and `compact` return. Await it, or iterate it to hear how far it is: it begins with either, and
 * an error rejects either.
 */
export interface Change extends AsyncGenerator<AddProgress, void>, PromiseLike<void> {}

/** The same steps, which can be awaited, too. */
export function changeOf(steps: AsyncGenerator<AddProgress, void>): Change {
  let ended: Promise<void> | undefined;
  const end = async () => {
    for await (const _ of steps);
  };
  const change: Pick<Change, 'then'> = {
    // biome-ignore lint/suspicious/noThenProperty: it is awaited on purpose; forgetting to iterate would change nothing, silently.
    then: (onEnd, onError) => {
      ended ??= end();
      return ended.then(onEnd, onError);
    },
  };
  return Object.assign(steps, change);
}
