// What was found as a row of the list: icon, title, place, what it is, why it is there, and the part of the page's text that
// fits.

import type { Option } from '../../web/element/option-list.js';
import { make } from '../shared/element.js';
import type { Kind } from './entry.js';
import { markedText } from './marked-text.js';
import type { Found } from './protocol.js';
import { siteIcon } from './site-icon.js';

/** What a row says of how it was found; nothing of the newest. */
const WHY: Record<Found['by'], string> = {
  words: 'words',
  meaning: 'meaning',
  both: 'words and meaning',
  date: '',
};

/** What a row says of what it is; nothing of what is a bookmark only. */
const WHAT: Record<Kind, string> = { bookmark: 'bookmark', history: 'visited', tab: 'open' };

/** @param onChoose told of a click on the row, also with the middle button. */
export function resultRow(onChoose: (found: Found, event: MouseEvent) => void): Option<Found> {
  const element = make('div', 'row');
  let shown: Found | undefined;
  const choose = (event: MouseEvent) => shown && onChoose(shown, event);
  element.addEventListener('click', choose);
  element.addEventListener('auxclick', (event) => {
    if (event.button === 1) choose(event);
  });
  // Otherwise the middle button scrolls.
  element.addEventListener('mousedown', (event) => {
    if (event.button === 1) event.preventDefault();
  });
  return {
    element,
    show: (found) => {
      if (JSON.stringify(shown) !== JSON.stringify(found)) fill(element, found, shown);
      shown = found;
    },
  };
}

function fill(row: HTMLElement, found: Found, before: Found | undefined): void {
  const { title, url, host, path, folders, kinds, words, excerpt, copies, opens, by, weak } = found;
  if (before?.url !== url) row.replaceChildren(siteIcon(url, host), make('div', 'row-text'));
  row.title = url;
  row.classList.toggle('closed', !opens);
  row.classList.toggle('weak', weak);
  const marks = new Set(words);
  const heading = make('div', 'row-title');
  heading.dir = 'auto';
  heading.append(markedText(title.trim() === '' ? shortened(url) : title, marks));
  const place = make('div', 'row-place');
  const site = make('span', 'row-host');
  site.append(markedText(host, marks));
  place.append(site);
  if (path !== undefined) place.append(make('bdi', 'row-path', path));
  place.append(folderPath(folders, marks));
  if (copies > 0) place.append(make('span', 'row-copies', `${copies + 1} bookmarks`));
  if (kinds.some((kind) => kind !== 'bookmark'))
    place.append(make('span', 'row-kind', kinds.map((kind) => WHAT[kind]).join(', ')));
  if (by !== 'date') place.append(make('span', 'row-why', WHY[by]));
  const parts = [heading, place];
  if (excerpt !== undefined) parts.push(quote(excerpt, marks));
  row.lastElementChild?.replaceChildren(...parts);
}

function folderPath(folders: readonly string[], marks: ReadonlySet<string>): HTMLElement {
  const path = make('span', 'row-folders');
  const names = folders.filter((name) => name.trim() !== '');
  path.title = names.join(' › ');
  // The outermost is the browser's own, and the same for nearly all.
  const shown = names.length > 1 ? names.slice(1) : names;
  shown.forEach((name, at) => {
    const part = make('bdi', '');
    part.append(markedText(name, marks));
    path.append(...(at > 0 ? [' › ', part] : [part]));
  });
  return path;
}

function quote(text: string, marks: ReadonlySet<string>): HTMLElement {
  const element = make('div', 'row-excerpt');
  element.dir = 'auto';
  element.append(markedText(text.replace(/\s+/g, ' '), marks));
  return element;
}

function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
