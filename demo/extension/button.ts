// A button that does something in the page.

import { make } from '../shared/element.js';

export function button(label: string, act: () => void): HTMLElement {
  const made = make('button', 'button', label);
  made.setAttribute('type', 'button');
  made.addEventListener('click', act);
  return made;
}
