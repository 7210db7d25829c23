// How far a build is, in words for an assistant.

import type { Progress } from '../progress-bar.js';

/** The phases of a build in their order, and what each does. */
const STEPS: ReadonlyMap<string, string> = new Map([
  ['split', 'splitting documents'],
  ['embed', 'embedding passages'],
  ['graph', 'linking passages'],
  ['prune', 'pruning links'],
  ['codes', 'coding passages'],
  ['calibrate', 'measuring the codes'],
  ['words', 'listing words'],
  ['table', 'embedding words'],
]);

/** `step 2 of 8, embedding passages: 97 of 102 are done`. */
export function stepInWords({ phase, done, total }: Progress): string {
  const number = [...STEPS.keys()].indexOf(phase) + 1;
  const step = number === 0 ? phase : `step ${number} of ${STEPS.size}, ${STEPS.get(phase)}`;
  return `${step}: ${done} of ${total} are done`;
}
