// What is said where an address is not opened, and how to get there all the same.

import { button } from './button.js';
import { isFirefox } from './platform.js';

/** For one that `mayOpen` refuses. */
export function refusalOf(url: string, firefox = isFirefox()): string {
  const scheme = /^[^:]*:/.exec(url)?.[0].toLowerCase() ?? '';
  if (scheme === 'javascript:')
    return 'Bookmarklets are not run from here. Click this one among the browser’s own bookmarks.';
  const refused = firefox
    ? `Firefox does not let extensions open addresses that begin with “${scheme}”.`
    : `Addresses that begin with “${scheme}” are not opened from here.`;
  return `${refused} Copy this one, and paste it into the address bar.`;
}

/** The same, with a button that copies the address where that helps. */
export function refusalLine(url: string): (Node | string)[] {
  const text = refusalOf(url);
  // What is pasted into the address bar loses `javascript:`.
  if (/^javascript:/i.test(url)) return [text];
  const copy = button('Copy the address', () => {
    const say = (done: string) => {
      copy.textContent = done;
    };
    navigator.clipboard.writeText(url).then(
      () => say('Copied'),
      () => say('It could not be copied'),
    );
  });
  return [text, copy];
}
