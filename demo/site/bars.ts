// Amounts as bars, one a row, with names and values as text.

import { make } from '../shared/element.js';

export interface Bar {
  name: string;
  amount: number;
  /** The amount for people. */
  text: string;
  /** Class of the bar. Default: the plain one. */
  kind?: string;
}

/** Fills the list; the largest amount takes the whole width. */
export function showBars(list: HTMLElement, bars: readonly Bar[]): void {
  const most = Math.max(...bars.map(({ amount }) => amount), Number.MIN_VALUE);
  list.replaceChildren(...bars.map((bar) => row(bar, bar.amount / most)));
}

function row({ name, text, kind = '' }: Bar, share: number): HTMLElement {
  const item = make('li', 'bar-row');
  const track = make('span', `bar-amount ${kind}`);
  track.style.setProperty('--share', String(share));
  item.append(make('span', 'bar-name', name), track, make('span', 'bar-value', text));
  return item;
}
