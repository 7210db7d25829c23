// Text with its matching words marked: text nodes and <mark>, never markup from outside.

import { wordsOf } from './words.js';

/** @param terms folded words. */
export function markedText(text: string, terms: ReadonlySet<string>): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const { word, start, end } of wordsOf(text)) {
    if (start < done || !terms.has(word)) continue;
    const mark = document.createElement('mark');
    mark.textContent = text.slice(start, end);
    fragment.append(text.slice(done, start), mark);
    done = end;
  }
  fragment.append(text.slice(done));
  return fragment;
}
