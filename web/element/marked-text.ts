// Text with the words of a search marked: text nodes and <mark>, never markup from outside.

import type { Span } from '../text/span.js';
import { marksOf } from '../words/marks.js';
import { snippetOf } from '../words/snippet.js';

/** `marks`: stretches of the text, in order and apart. */
export function markedText(text: string, marks: readonly Span[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let done = 0;
  for (const { start, end } of marks) {
    const mark = document.createElement('mark');
    mark.setAttribute('part', 'mark');
    mark.textContent = text.slice(start, end);
    fragment.append(text.slice(done, start), mark);
    done = end;
  }
  fragment.append(text.slice(done));
  return fragment;
}

/** All of a text. `words`: folded, as {@link SearchUpdate.matchedWords} has them. */
export function markedWords(text: string, words: ReadonlySet<string>): DocumentFragment {
  return markedText(text, marksOf(text, words));
}

/** The part of a text that answers, at most `maxLength` UTF-16 units. */
export function markedSnippet(text: string, words: ReadonlySet<string>, maxLength: number): DocumentFragment {
  const snippet = snippetOf(text, words, { maxLength });
  return markedText(snippet.text, snippet.marks);
}
