// The frame of a table that may be wider than the page: it can be scrolled with the keyboard as long as there is need to.

import { find } from '../shared/element.js';

export function watchFrame(frame: HTMLElement): void {
  const table = find(frame, 'table', HTMLTableElement);
  const watcher = new ResizeObserver(() => {
    if (frame.scrollWidth > frame.clientWidth) {
      frame.tabIndex = 0;
      frame.setAttribute('role', 'group');
      frame.setAttribute('aria-label', table.caption?.textContent ?? '');
    } else for (const name of ['tabindex', 'role', 'aria-label']) frame.removeAttribute(name);
  });
  for (const each of [frame, table]) watcher.observe(each);
}
