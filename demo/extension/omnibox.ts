// The address bar: `b`, a space, and what the page is about; `@h` before it asks the history, `@t` the open tabs, `@b` bookmarks.

import { marksOf } from '../../web/words/marks.js';
import { readAsked } from './asked.js';
import { mayOpen } from './bookmark.js';
import { showTab } from './open-found.js';
import { isFirefox } from './platform.js';
import type { Port } from './port.js';
import type { Answer, EngineMessage, Found, PageRequest } from './protocol.js';
import type { Settings } from './state.js';
import { unsearched } from './unsearched.js';

/** As many as the browser shows. */
const SUGGESTIONS = 8;

/** The browser takes one answer a question: meaning is waited for so long. */
const PATIENCE_MS = 700;

const SEARCH_PAGE = 'search.html';

type Suggestion = chrome.omnibox.SuggestResult;

/** @param connect opens a port to the engine. */
export function listenToOmnibox(connect: () => Promise<Port>): void {
  let question = new AbortController();
  suggestSearch();
  chrome.omnibox.onInputStarted.addListener(suggestSearch);
  chrome.omnibox.onInputChanged.addListener((text, suggest) => {
    question.abort();
    question = new AbortController();
    const { signal } = question;
    void suggestions(connect, text, signal).then(
      (found) => {
        if (!signal.aborted) suggest(found);
      },
      () => undefined,
    );
  });
  chrome.omnibox.onInputEntered.addListener((text, disposition) => void enter(text, disposition));
}

/** What stands first, and is chosen by Enter. */
function suggestSearch(): void {
  const match = isFirefox() ? '%s' : '<match>%s</match>';
  chrome.omnibox.setDefaultSuggestion({ description: `Find a page about ${match}` });
}

/** The same, or that what is asked for is not searched: Enter opens the page that says where to switch it on. */
function suggestFirst(text: string, settings: Settings): void {
  const off = unsearched(readAsked(text).kind, settings);
  if (off === undefined) suggestSearch();
  else chrome.omnibox.setDefaultSuggestion({ description: `${off.what}. ${off.how}` });
}

async function suggestions(
  connect: () => Promise<Port>,
  text: string,
  signal: AbortSignal,
): Promise<Suggestion[]> {
  const port = await connect();
  try {
    const found = await bestInTime(port, text, signal);
    return found.filter(({ opens }) => opens).map((one) => suggestionOf(one));
  } finally {
    port.disconnect();
  }
}

/** The final answer, or what there is when patience ends. */
function bestInTime(port: Port, text: string, signal: AbortSignal): Promise<Found[]> {
  return new Promise((resolve, reject) => {
    let best: Answer | undefined;
    const end = () => resolve(best?.found ?? []);
    const timer = setTimeout(end, PATIENCE_MS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
    port.onDisconnect.addListener(end);
    port.onMessage.addListener((told) => {
      const message = told as EngineMessage;
      if (message.type === 'answer') best = message;
      if (message.type === 'status' && !signal.aborted) suggestFirst(text, message.settings);
      if (message.type === 'failed' || (message.type === 'answer' && message.final)) end();
    });
    const request: PageRequest = { type: 'search', id: 0, ...readAsked(text), limit: SUGGESTIONS };
    port.postMessage(request);
  });
}

/** Choosing it gives its URL. It is XML in Chromium, and as it reads in Firefox. */
export function suggestionOf(
  { title, url, host, path = '', folders, words }: Found,
  plain = isFirefox(),
): Suggestion {
  // Where the hosts differ, it is the whole address.
  const address = /^[^/…?#]/.test(path) ? path : host + path;
  const place = folders.at(-1) ?? '';
  if (plain) {
    const parts = [title === '' ? url : title, address, place];
    return { content: url, description: parts.filter((part) => part !== '').join(' · ') };
  }
  const parts = [marked(title === '' ? url : title, new Set(words)), `<url>${xml(address)}</url>`];
  if (place !== '') parts.push(`<dim>${xml(place)}</dim>`);
  return { content: url, description: parts.join(' <dim>·</dim> ') };
}

function marked(text: string, words: ReadonlySet<string>): string {
  let done = 0;
  let description = '';
  for (const { start, end } of marksOf(text, words)) {
    description += `${xml(text.slice(done, start))}<match>${xml(text.slice(start, end))}</match>`;
    done = end;
  }
  return description + xml(text.slice(done));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Also without the characters that XML cannot hold. */
function xml(text: string): string {
  return text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (found) => ESCAPES[found] ?? '');
}

/** Opens the URL of a suggestion, or shows the tab that has it; other words are looked for on the page. */
async function enter(
  text: string,
  disposition: `${chrome.omnibox.OnInputEnteredDisposition}`,
): Promise<void> {
  const isAddress = !/\s/.test(text) && mayOpen(text);
  const url = isAddress ? text : searchPage(text);
  if (disposition !== 'currentTab')
    await chrome.tabs.create({ url, active: disposition === 'newForegroundTab' });
  else if (!(isAddress && (await showOpen(url)))) await chrome.tabs.update({ url });
}

/** Whether a tab had it; without permission no tab tells its address. */
async function showOpen(url: string): Promise<boolean> {
  const tab = (await chrome.tabs.query({})).find((each) => each.url === url && !each.active);
  if (tab?.id === undefined) return false;
  await showTab({ tab: tab.id, window: tab.windowId });
  return true;
}

/** As that page writes its address itself. */
function searchPage(text: string): string {
  return `${chrome.runtime.getURL(SEARCH_PAGE)}?${new URLSearchParams({ q: text })}`;
}
