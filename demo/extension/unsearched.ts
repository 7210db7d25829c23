// What is said where somebody looks in the history or among the tabs, and these are not searched.

import type { Kind } from './entry.js';
import type { Settings } from './state.js';

export interface Unsearched {
  what: string;
  /** What to do about it. */
  how: string;
}

/** Undefined where that kind is searched. */
export function unsearched(
  kind: Kind | undefined,
  { history, tabs }: Pick<Settings, 'history' | 'tabs'>,
): Unsearched | undefined {
  if (kind === 'history' && !history) return switchedOff('visited pages');
  if (kind === 'tab' && !tabs) return switchedOff('open tabs');
  return undefined;
}

/** @param pages as the switch is named in storage.html. */
function switchedOff(pages: string): Unsearched {
  return {
    what: `Finding ${pages} is switched off`,
    how: `Turn on “Find ${pages}” under “What is stored”.`,
  };
}
