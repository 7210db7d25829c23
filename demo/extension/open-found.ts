// Opens what was found where it is wanted.

import type { TabPlace } from './entry.js';
import type { Found } from './protocol.js';

export type Place = 'here' | 'tab' | 'background';

/** By the keys held: none, Shift (or Alt), Ctrl or Command. The middle button is Ctrl. */
export function placeOf(event: MouseEvent | KeyboardEvent): Place {
  const middle = event instanceof MouseEvent && event.button === 1;
  if (event.ctrlKey || event.metaKey || middle) return 'background';
  return event.shiftKey || event.altKey ? 'tab' : 'here';
}

/**
 * A page that is open is shown in its tab, unless another is asked for.
 * @param page whether the search is a tab of its own, which then is "here". Does nothing with what must not be opened.
 */
export async function openFound(
  { url, opens, place: tab }: Found,
  place: Place,
  page: boolean,
): Promise<void> {
  if (!opens) return;
  if (place !== 'here') await chrome.tabs.create({ url, active: place === 'tab' });
  else if (tab === undefined || !(await showTab(tab))) await chrome.tabs.update({ url });
  if (!page && place !== 'background') window.close();
}

/** Whether it is still there. */
export async function showTab({ tab, window }: TabPlace): Promise<boolean> {
  try {
    await chrome.tabs.update(tab, { active: true });
    await chrome.windows.update(window, { focused: true });
    return true;
  } catch {
    return false;
  }
}
