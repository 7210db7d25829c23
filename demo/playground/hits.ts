// The answers of a search as the items of a list.

import type { Hit } from '../../web/index.js';
import { make } from '../shared/element.js';

const MATCHED: Readonly<Record<Hit['matched'], string>> = {
  words: 'its words',
  meaning: 'its meaning',
  both: 'words and meaning',
};

/** More of a passage than this, in characters, is left out. */
const MOST_TEXT = 400;

export function showHits(list: HTMLOListElement, hits: readonly Hit[]): void {
  list.replaceChildren(...hits.map(itemOf));
}

function itemOf({ id, title = id, headings = [], text, score, matched, weak }: Hit): HTMLElement {
  const item = make('li', weak ? 'weak' : '');
  const why = make('span', 'why', `${score.toFixed(2)}, for ${MATCHED[matched]}`);
  const head = make('b', 'title', [title, ...headings].join(' › '));
  item.append(head, why, make('p', 'text', text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text));
  return item;
}
