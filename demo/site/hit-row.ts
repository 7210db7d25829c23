// A hit as a row of the list: title, score and text.

import type { Option } from '../../web/element/option-list.js';
import type { Hit } from '../../web/index.js';
import { make } from '../shared/element.js';
import { markedText } from '../shared/marked-text.js';

export interface HitRowOptions {
  /** The main part of a title, and others. */
  titleParts(title: string): string[];
  /** Folded words that are marked in the text. */
  marked(): ReadonlySet<string>;
  /** The row was clicked. */
  onChoose(hit: Hit, row: HTMLElement): void;
}

export function hitRow({ titleParts, marked, onChoose }: HitRowOptions): Option<Hit> {
  const element = make('div', 'hit');
  const title = make('span', 'hit-title');
  const score = make('span', 'score');
  const head = make('div', 'hit-head');
  head.append(title, score);
  const text = make('p', 'hit-text');
  element.append(head, text);
  let shown: Hit | undefined;
  element.addEventListener('click', () => shown && onChoose(shown, element));
  return {
    element,
    show: (hit) => {
      // One that stays is the same element, whose colour changes slowly.
      if (shown?.title !== hit.title || shown?.id !== hit.id) {
        title.replaceChildren(...titleOf(titleParts(hit.title ?? hit.id)));
      }
      shown = hit;
      text.replaceChildren(markedText(hit.text, marked()));
      element.classList.toggle('pending', hit.pending === true);
      // An estimate has a sign that says so, and looks it.
      element.classList.toggle('estimated', !hit.exact);
      const number = hit.score.toFixed(2).replace('-', '−');
      score.textContent = hit.exact ? number : `≈ ${number}`;
      score.title = hit.exact
        ? 'Similarity, from the recomputed vector'
        : 'Similarity, estimated from the code';
    },
  };
}

/** The main part large, the others behind it. */
function titleOf([main = '', ...others]: string[]): HTMLElement[] {
  const word = make('b', 'hit-word', main);
  return others.length === 0 ? [word] : [word, make('span', 'hit-others', others.join(', '))];
}
