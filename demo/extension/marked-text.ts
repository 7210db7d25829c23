// Text with its matching words marked: text nodes and <mark>, never markup from outside.

import { marksOf } from '../../web/words/marks.js';

/** @param words as a search tells which it matched. */
export function markedText(text: string, words: ReadonlySet<string>): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const { start, end } of marksOf(text, words)) {
    const mark = document.createElement('mark');
    mark.textContent = text.slice(start, end);
    fragment.append(text.slice(done, start), mark);
    done = end;
  }
  fragment.append(text.slice(done));
  return fragment;
}
