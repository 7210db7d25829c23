// A row of an answer as an option of its list: a link with title, headings and the part of the text that answers. This and the
// words that it marks are loaded with the index.

import type { Hit } from '../interface/search-update.js';
import { withoutMarks } from '../text/section.js';
import type { AnswerRow } from './answer-row.js';
import { markedSnippet, markedWords } from './marked-text.js';
import type { Option } from './option-list.js';
import { part } from './part.js';

/** Lines of a text that are shown. */
const LINES = { document: 2, other: 1 };

/** Fewer UTF-16 units than these say too little; CSS cuts them where they do not fit. */
const LEAST = 60;

/** In `em` of the place: what the style leaves beside a text, and a letter of it. */
const MARGINS = 2.3;
const LETTER = 0.47;

const BETWEEN_HEADINGS = ' › ';

export interface HitOptionOptions {
  /** Where it leads; undefined if it does not. */
  linkOf(hit: Hit): string | undefined;
  /** The words that were found, folded. */
  words(): ReadonlySet<string>;
  /** The UTF-16 units of text that a line has room for, about. */
  lineLength(): number;
  /** It was clicked. */
  onChoose(hit: Hit, event: MouseEvent): void;
  /** The name of a document, and what stands behind it. Default: its title or id, and the headings above the passage. */
  namesOf?(hit: Hit): { title: string; path: string };
}

export function hitOption(options: HitOptionOptions): Option<AnswerRow> {
  const { linkOf, words, lineLength, onChoose, namesOf = usualNames } = options;
  const element = part('li', 'option');
  const link = part('a', 'link');
  const head = part('span', 'head');
  const title = part('span', 'title');
  const path = part('span', 'path');
  const text = part('span', 'text');
  const picture = part('img', 'picture');
  let shown: Hit | undefined;
  link.tabIndex = -1;
  // What an index holds may be in another language than the page.
  for (const each of [head, text]) each.dir = 'auto';
  head.append(title, ' ', path);
  picture.alt = '';
  link.append(head, text);
  element.append(link);
  element.addEventListener('click', (event) => shown && onChoose(shown, event));
  return {
    element,
    choice: link,
    show: ({ hit, other }) => {
      shown = hit;
      const target = linkOf(hit);
      if (target === undefined) link.removeAttribute('href');
      else link.href = target;
      const names = other ? { title: '', path: pathOf(hit) } : namesOf(hit);
      title.replaceChildren(markedWords(names.title, words()));
      path.replaceChildren(markedWords(names.path, words()));
      head.hidden = names.title + names.path === '';
      const longest = Math.max(LEAST, lineLength() * (other ? LINES.other : LINES.document));
      text.replaceChildren(markedSnippet(bodyOf(hit), words(), longest));
      showPicture(link, picture, hit.picture);
      text.hidden = hit.picture !== undefined;
      // Its line is kept free; for screen readers the title is all there is to say.
      text.classList.toggle('pending', hit.pending === true);
      setKind(element, { other, weak: hit.weak === true });
    },
  };
}

/** Of an image; pages of texts have none. */
function showPicture(link: HTMLElement, place: HTMLImageElement, picture: string | undefined): void {
  if (picture === undefined) {
    place.remove();
    return;
  }
  place.src = picture;
  link.prepend(place);
}

/** As classes for the element's own style, and as parts for the page's. */
function setKind(element: HTMLElement, kinds: Readonly<Record<string, boolean>>): void {
  for (const [kind, is] of Object.entries(kinds)) {
    element.classList.toggle(kind, is);
    element.part.toggle(kind, is);
  }
}

function usualNames(hit: Hit): { title: string; path: string } {
  return { title: hit.title ?? hit.id, path: pathOf(hit) };
}

function pathOf({ headings = [] }: Hit): string {
  return headings.join(BETWEEN_HEADINGS);
}

/** The UTF-16 units of text that a line of answers has room for in a place, as letters are wide on average. */
export function lineLengthIn(place: HTMLElement): number {
  const size = Number.parseFloat(getComputedStyle(place).fontSize);
  return Math.floor((place.clientWidth - MARGINS * size) / (LETTER * size));
}

/** The text of a hit without the lines at its beginning that its title and headings say already. */
function bodyOf({ text, title = '', headings = [] }: Hit): string {
  const said = new Set([title, ...headings].map(withoutMarks));
  for (let start = 0; start < text.length; ) {
    const lineBreak = text.indexOf('\n', start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const line = withoutMarks(text.slice(start, end));
    if (line !== '' && !said.has(line)) return text.slice(start);
    start = end + 1;
  }
  return text;
}
