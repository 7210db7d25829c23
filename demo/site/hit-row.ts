// A row of the list: as <leann-search> shows it, with what it was found by, and its score.

import type { AnswerRow } from '../../web/element/answer-row.js';
import { hitOption } from '../../web/element/hit-option.js';
import { markedWords } from '../../web/element/marked-text.js';
import type { Option } from '../../web/element/option-list.js';
import type { Hit } from '../../web/index.js';
import { find, make } from '../shared/element.js';

/** UTF-16 units of text that a line has room for. */
const LINE = 150;

const KINDS: Record<Hit['matched'], string> = {
  words: 'words',
  meaning: 'meaning',
  both: 'words + meaning',
};

export interface HitRowOptions {
  /** The main part of a document's name, and what stands behind it. */
  namesOf(hit: Hit): { title: string; path: string };
  /** Folded words that are marked. */
  words(): ReadonlySet<string>;
  /** The row was clicked. */
  onChoose(hit: Hit): void;
  /** Whether a click shows all of the passage, or its part that answers. */
  unfolds: boolean;
}

export function hitRow({ namesOf, words, onChoose, unfolds }: HitRowOptions): Option<AnswerRow> {
  let shown: AnswerRow | undefined;
  const option = hitOption({
    linkOf: () => undefined,
    lineLength: () => LINE,
    words,
    namesOf,
    onChoose: (hit) => {
      if (unfolds) element.classList.toggle('open');
      if (shown !== undefined) show(shown);
      onChoose(hit);
    },
  });
  const { element } = option;
  const text = find(element, '.text', HTMLElement);
  const side = make('span', 'side');
  const kind = make('span', 'kind');
  const score = make('span', 'score');
  side.append(kind, ' ', score);
  element.classList.add('hit');
  find(element, '.link', HTMLElement).prepend(side);
  const show = (row: AnswerRow) => {
    const { hit } = row;
    shown = row;
    option.show(row);
    if (element.classList.contains('open')) text.replaceChildren(markedWords(hit.text, words()));
    element.classList.toggle('pending', hit.pending === true);
    // An estimate has a sign that says so, and looks it.
    element.classList.toggle('estimated', !hit.exact);
    kind.textContent = KINDS[hit.matched];
    score.textContent = `${hit.exact ? '' : '≈ '}${hit.score.toFixed(2)}`;
    score.title = hit.exact
      ? 'Score, from the recomputed vector and the words'
      : 'Score, as far as words and codes say it';
  };
  return { element, show };
}
