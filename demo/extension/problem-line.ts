// What went wrong, and what people can do about it; the library's own words for it are folded.

import { make } from '../shared/element.js';
import { button } from './button.js';
import type { Failure, Fault } from './failure.js';

const WHY: Readonly<Record<Fault, string>> = {
  damaged: 'a file of the extension is damaged. Install it again.',
  memory: 'there is too little memory. Close tabs or programs that you do not need.',
  room: 'the browser gives no more room on the disk. Delete what you do not need.',
};

/** The details that were shown last: they stay open if the line is written again. */
let details: HTMLDetailsElement | undefined;

export interface Problem {
  /** What cannot be done. */
  what: string;
  /** What does not work, so that it cannot. */
  part: string;
  failure: Failure;
  tryAgain?: () => void;
}

export function problemLine({ what, part, failure: { reason, fault }, tryAgain }: Problem): Node[] {
  const why = fault === undefined ? `${part} does not work at the moment.` : WHY[fault];
  const line = [make('span', 'problem', `${what}: ${why}`), detailsOf(reason)];
  // The same file stays damaged.
  const helps = tryAgain !== undefined && fault !== 'damaged';
  return helps ? [...line, button('Try again', tryAgain)] : line;
}

function detailsOf(reason: string): HTMLDetailsElement {
  if (details?.lastElementChild?.textContent === reason) return details;
  details = document.createElement('details');
  details.className = 'details';
  details.append(make('summary', '', 'Details'), make('div', '', reason));
  return details;
}
