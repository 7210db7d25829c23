// Popup and page: a field, what was found, and how far the index is.

import { OptionList } from '../../web/element/option-list.js';
import { find, make } from '../shared/element.js';
import { counted, milliseconds } from '../shared/format.js';
import { moveRows } from '../shared/row-motion.js';
import { Client } from './client.js';
import { openBookmark, placeOf } from './open-bookmark.js';
import type { Answer, Found, Status } from './protocol.js';
import { resultRow } from './result-row.js';
import { stateLine } from './state-line.js';

const POPUP_ROWS = 12;
const PAGE_ROWS = 40;
const MOVE_MS = 180;

const isPage = document.body.classList.contains('page');
const input = find(document, '.query', HTMLInputElement);
const form = find(document, '.search', HTMLFormElement);
const heading = find(document, '.heading', HTMLElement);
const list = find(document, '.results', HTMLElement);
const empty = find(document, '.empty', HTMLElement);
const state = find(document, '.state', HTMLElement);
const announced = find(document, '.announced', HTMLElement);
const results = new OptionList<Found>({
  input,
  list,
  name: 'row',
  keyOf: ({ url }) => url,
  make: () => resultRow((found, event) => void choose(found, placeOf(event))),
});
let status: Status | undefined;
let answered: Answer | undefined;
/** Whether a row was chosen with the keys since the last letter. */
let moved = false;

const client = new Client({ onStatus: showStatus, onAnswer: showAnswer, onFailure: showFailure });

form.addEventListener('submit', (event) => event.preventDefault());
input.addEventListener('input', ask);
input.addEventListener('keydown', press);
find(document, '.more', HTMLAnchorElement).addEventListener('click', openPage);
input.value = new URLSearchParams(location.search).get('q') ?? '';
input.focus();
ask();

function ask(): void {
  moved = false;
  form.classList.toggle('busy', input.value.trim() !== '');
  client.search(input.value, isPage ? PAGE_ROWS : POPUP_ROWS);
  if (isPage)
    history.replaceState(
      null,
      '',
      input.value === '' ? location.pathname : `?q=${encodeURIComponent(input.value)}`,
    );
}

function press(event: KeyboardEvent): void {
  if (event.isComposing) return;
  if (event.key === 'Enter') {
    const { active } = results;
    if (active !== undefined) void choose(active, placeOf(event));
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    moved = true;
    results.move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape' && input.value !== '') {
    input.value = '';
    ask();
  } else return;
  event.preventDefault();
}

async function choose(found: Found, place: ReturnType<typeof placeOf>): Promise<void> {
  if (!found.opens) announce('Bookmarklets and the like are listed, and not run from here.');
  await openBookmark(found, place, isPage);
}

function showAnswer(answer: Answer): void {
  answered = answer;
  moveRows(list, MOVE_MS, () => results.show(answer.found));
  if (!moved || results.active === undefined) results.activate(answer.found[0]);
  form.classList.toggle('busy', !answer.final);
  document.body.dataset.stage = answer.final ? 'final' : answer.stage;
  document.body.dataset.answered = answer.query;
  const asked = input.value.trim() !== '';
  heading.textContent = asked ? '' : answer.found.length > 0 ? 'Newest' : '';
  empty.replaceChildren(...emptyText(answer, asked));
  if (answer.final && asked) announce(counted(answer.found.length, 'bookmark'));
  showState();
}

/** The message shown if nothing was found. */
function emptyText(answer: Answer, asked: boolean): Node[] {
  if (answer.found.length > 0 || !answer.final) return [];
  if (asked) return [make('b', '', 'Nothing found'), make('span', '', 'Try to say it in other words.')];
  return [
    make('b', '', 'There are no bookmarks yet'),
    make('span', '', 'New bookmarks can be found here seconds later.'),
  ];
}

function showFailure(reason: string): void {
  form.classList.remove('busy');
  document.body.dataset.stage = 'final';
  state.replaceChildren(make('span', 'problem', `Only words were compared: ${reason}`));
}

function showStatus(told: Status): void {
  const before = status;
  status = told;
  document.body.dataset.state = told.state;
  document.body.dataset.bookmarks = String(told.bookmarks);
  document.body.dataset.listed = String(told.listed);
  document.body.dataset.pages = String(told.pages.read);
  showState();
  // More can be found than when it was answered, or other bookmarks.
  const isOther = (['bookmarks', 'listed', 'state'] as const).some(
    (field) => before?.[field] !== told[field],
  );
  if (before !== undefined && isOther) refresh();
}

function refresh(): void {
  client.search(input.value, isPage ? PAGE_ROWS : POPUP_ROWS);
}

function showState(): void {
  if (status === undefined) return;
  state.replaceChildren(...stateLine(status, client, summary(counted(status.bookmarks, 'bookmark'))));
}

function summary(total: string): string {
  if (answered === undefined || input.value.trim() === '' || !answered.final) return total;
  const byMeaning = answered.found.filter(({ by }) => by === 'meaning').length;
  const how = byMeaning > 0 ? `, ${byMeaning} by meaning alone` : '';
  return `${counted(answered.found.length, 'hit')}${how}, ${milliseconds(answered.ms)}`;
}

function announce(text: string): void {
  announced.textContent = text;
}

function openPage(event: Event): void {
  event.preventDefault();
  void chrome.tabs.create({
    url: `${chrome.runtime.getURL('search.html')}?q=${encodeURIComponent(input.value)}`,
  });
  window.close();
}
