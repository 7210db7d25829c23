// What a published index says of its answers, in words.

import type { RecallInfo } from '../../web/index.js';

/** Of the first answer, if there is one without the model, and of the final one. */
export function recallInWords({ first, final }: RecallInfo): string {
  const [atOnce, atLast] = [first, final].map((share) => share?.toFixed(2));
  return atOnce === undefined
    ? `${atLast} of exact search`
    : `${atOnce} of exact search without the model, ${atLast} with it`;
}
