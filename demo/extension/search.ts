// Popup and page: a field, where to look, what was found, and how far the index is.

import { OptionList } from '../../web/element/option-list.js';
import { find, make } from '../shared/element.js';
import { counted, milliseconds } from '../shared/format.js';
import { moveRows } from '../shared/row-motion.js';
import { Client } from './client.js';
import type { Kind } from './entry.js';
import { KindFilter } from './kind-filter.js';
import { openFound, placeOf } from './open-found.js';
import type { Answer, Found, Status } from './protocol.js';
import { resultRow } from './result-row.js';
import { stateLine, totalOf } from './state-line.js';

const POPUP_ROWS = 12;
const PAGE_ROWS = 40;
const MOVE_MS = 180;

/** What is said where there is nothing yet. */
const NOTHING: Record<Kind, readonly [string, string]> = {
  bookmark: ['There are no bookmarks yet', 'New bookmarks can be found here seconds later.'],
  history: ['No page was visited yet', 'Pages can be found here seconds after they were visited.'],
  tab: ['No page is open', 'Open tabs can be found here seconds later.'],
};

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
const filter = new KindFilter(find(document, '.kinds', HTMLFieldSetElement), ask);
let status: Status | undefined;
let answered: Answer | undefined;
/** Whether a row was chosen with the keys since the last letter. */
let moved = false;

const client = new Client({ onStatus: showStatus, onAnswer: showAnswer, onFailure: showFailure });

form.addEventListener('submit', (event) => event.preventDefault());
input.addEventListener('input', ask);
input.addEventListener('keydown', press);
find(document, '.more', HTMLAnchorElement).addEventListener('click', openPage);
const parameters = new URLSearchParams(location.search);
input.value = parameters.get('q') ?? '';
filter.kind = parameters.get('in');
input.focus();
ask();

function ask(): void {
  moved = false;
  form.classList.toggle('busy', input.value.trim() !== '');
  refresh();
  if (isPage) history.replaceState(null, '', location.pathname + parametersOf());
}

/** With which this page shows the same again. */
function parametersOf(): string {
  const asked = new URLSearchParams();
  if (input.value !== '') asked.set('q', input.value);
  if (filter.kind !== undefined) asked.set('in', filter.kind);
  return asked.size === 0 ? '' : `?${asked}`;
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
  await openFound(found, place, isPage);
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
  if (answer.final && asked) announce(counted(answer.found.length, 'hit'));
  showState();
}

/** The message shown if nothing was found. */
function emptyText(answer: Answer, asked: boolean): Node[] {
  if (answer.found.length > 0 || !answer.final) return [];
  if (asked) return [make('b', '', 'Nothing found'), make('span', '', 'Try to say it in other words.')];
  const [what, more] = NOTHING[filter.kind ?? 'bookmark'];
  return [make('b', '', what), make('span', '', more)];
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
  document.body.dataset.history = String(told.history);
  document.body.dataset.tabs = String(told.tabs);
  document.body.dataset.listed = String(told.listed);
  document.body.dataset.pages = String(told.pages.read);
  filter.show(told.settings);
  showState();
  // More can be found than when it was answered, or other bookmarks.
  const isOther = (['bookmarks', 'history', 'tabs', 'listed', 'state'] as const).some(
    (field) => before?.[field] !== told[field],
  );
  if (before !== undefined && isOther) refresh();
}

function refresh(): void {
  client.search(input.value, isPage ? PAGE_ROWS : POPUP_ROWS, filter.kind);
}

function showState(): void {
  if (status === undefined) return;
  state.replaceChildren(...stateLine(status, client, summary(totalOf(status))));
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
    url: chrome.runtime.getURL('search.html') + parametersOf(),
  });
  window.close();
}
