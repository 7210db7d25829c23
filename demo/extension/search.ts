// Popup and page: a field, where to look, what was found, and how far the index is.

import { OptionList } from '../../web/element/option-list.js';
import { find, make } from '../shared/element.js';
import { milliseconds } from '../shared/format.js';
import { moveRows } from '../shared/row-motion.js';
import { adviceFor } from './advice.js';
import { readAsked } from './asked.js';
import { button } from './button.js';
import { Client } from './client.js';
import type { Kind } from './entry.js';
import type { Failure } from './failure.js';
import { KindFilter } from './kind-filter.js';
import { openFound, placeOf } from './open-found.js';
import { problemLine } from './problem-line.js';
import type { Answer, Found, Status } from './protocol.js';
import { refusalLine } from './refusal.js';
import { resultRow } from './result-row.js';
import { stateLine, totalOf } from './state-line.js';
import { summaryOf } from './summary.js';
import { type Unsearched, unsearched } from './unsearched.js';

const POPUP_ROWS = 12;
const PAGE_ROWS = 40;
const MOVE_MS = 180;

type Line = readonly (Node | string)[];

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
const filter = new KindFilter(find(document, '.kinds', HTMLFieldSetElement), {
  onChoose: () => {
    input.value = readAsked(input.value).query;
    ask();
  },
  onLost: ask,
});
let status: Status | undefined;
let answered: Answer | undefined;
/** Whether a row was chosen with the keys since the last letter. */
let moved = false;
/** Said of what was chosen, until something else is. */
let notice: Line | undefined;
let said: Line | undefined;

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
  notice = undefined;
  const { query, kind } = readAsked(input.value);
  filter.type(kind);
  form.classList.toggle('busy', query.trim() !== '');
  refresh();
  showState();
  if (isPage) history.replaceState(null, '', location.pathname + parametersOf());
}

/** With which this page shows the same again. */
function parametersOf(): string {
  const asked = new URLSearchParams();
  if (input.value !== '') asked.set('q', input.value);
  if (filter.kind !== undefined && readAsked(input.value).kind === undefined) asked.set('in', filter.kind);
  return asked.size === 0 ? '' : `?${asked}`;
}

function press(event: KeyboardEvent): void {
  if (event.isComposing) return;
  if (event.key === 'Enter') {
    const { active } = results;
    if (active !== undefined) void choose(active, placeOf(event));
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    moved = true;
    notice = undefined;
    showState();
    results.move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape' && input.value !== '') {
    input.value = '';
    ask();
  } else return;
  event.preventDefault();
}

async function choose(found: Found, place: ReturnType<typeof placeOf>): Promise<void> {
  if (found.opens) return openFound(found, place, isPage);
  notice = refusalLine(found.url);
  showState();
}

function showAnswer(answer: Answer): void {
  answered = answer;
  moveRows(list, MOVE_MS, () => results.show(answer.found));
  if (!moved || results.active === undefined) results.activate(answer.found[0]);
  form.classList.toggle('busy', !answer.final);
  document.body.dataset.stage = answer.final ? 'final' : answer.stage;
  document.body.dataset.answered = answer.query;
  const asked = answer.query.trim() !== '';
  heading.textContent = asked ? '' : answer.found.length > 0 ? 'Newest' : '';
  empty.replaceChildren(...emptyText(answer, asked));
  if (answer.final && asked) announced.textContent = summaryOf(answer.found);
  showState();
}

/** The message shown if nothing was found. */
function emptyText(answer: Answer, asked: boolean): Node[] {
  if (answer.found.length > 0 || !answer.final) return [];
  const [what, more] = emptyWords(asked ? answer.query : undefined);
  return [make('b', '', what), make('span', '', more)];
}

/** @param query undefined if nothing was asked. */
function emptyWords(query: string | undefined): readonly [string, string] {
  const off = switchedOff();
  if (off !== undefined) return [off.what, off.how];
  return query === undefined ? NOTHING[filter.kind ?? 'bookmark'] : ['Nothing found', adviceFor(query)];
}

function showFailure(failure: Failure): void {
  form.classList.remove('busy');
  document.body.dataset.stage = 'final';
  say(problemLine({ what: 'Only words were compared', part: 'search by meaning', failure }));
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
  const { query, kind = filter.kind } = readAsked(input.value);
  client.search(query, isPage ? PAGE_ROWS : POPUP_ROWS, kind);
}

function showState(): void {
  if (status === undefined) return;
  say(notice ?? offLine() ?? stateLine(status, client, summary(totalOf(status))));
}

/** A line that is there already keeps the focus that it may have. */
function say(line: Line): void {
  if (line !== said) state.replaceChildren(...line);
  said = line;
}

/** Of what is asked for, if it is not searched. */
function switchedOff(): Unsearched | undefined {
  return status && unsearched(readAsked(input.value).kind, status.settings);
}

function offLine(): Line | undefined {
  const off = switchedOff();
  return off && [`${off.what}.`, button('Switch it on', () => void chrome.runtime.openOptionsPage())];
}

function summary(total: string): string {
  if (answered === undefined || answered.query.trim() === '' || !answered.final) return total;
  return `${summaryOf(answered.found)}, ${milliseconds(answered.ms)}`;
}

function openPage(event: Event): void {
  event.preventDefault();
  void chrome.tabs.create({
    url: chrome.runtime.getURL('search.html') + parametersOf(),
  });
  window.close();
}
