// What the browser tells of changes. All listeners are there before anything is waited for: what woke the extension is told
// at once. Those of history and tabs are taken back where they are not allowed, so that nothing wakes it for them.

import type { Change } from './protocol.js';

type Told = (change: Change) => void;

/** Visits and tabs come in bursts, and the titles of pages after their addresses: they are told together. */
const BESIDE_MS = 2000;

/** The last is missing in Firefox. */
const BOOKMARKS = ['onCreated', 'onChanged', 'onMoved', 'onRemoved', 'onImportEnded'] as const;

interface Event {
  addListener(listener: () => void): void;
  removeListener(listener: () => void): void;
  hasListener(listener: () => void): boolean;
}

/** @param soon told at once of something that will be told as a change a little later. */
export function listenToBrowser(tell: Told, soon: () => void): void {
  const all = () => tell('all');
  for (const event of [
    chrome.runtime.onInstalled,
    chrome.runtime.onStartup,
    chrome.alarms.onAlarm,
    ...BOOKMARKS.map((name) => chrome.bookmarks[name]),
  ]) {
    event?.addListener(all);
  }
  const beside = gathered(() => tell('beside'), soon);
  const listeners: Listeners = {
    visited: beside,
    forgotten: () => tell('forgotten'),
    tab: (_tab, changed) => {
      if (changed === undefined || changed.title !== undefined || changed.status === 'complete') beside();
    },
  };
  listen(listeners);
  const permissionsChanged = () => {
    listen(listeners);
    all();
  };
  chrome.permissions.onAdded.addListener(permissionsChanged);
  chrome.permissions.onRemoved.addListener(permissionsChanged);
}

interface Listeners {
  visited(): void;
  forgotten(): void;
  tab(tab: unknown, changed?: { title?: string; status?: string }): void;
}

function listen({ visited, forgotten, tab }: Listeners): void {
  // Not there without the permission.
  const { history } = chrome as Partial<typeof chrome>;
  add(history?.onVisited, visited);
  add(history?.onVisitRemoved, forgotten);
  const tabEvents = [chrome.tabs.onUpdated, chrome.tabs.onRemoved] as unknown as Event[];
  const listener = tab as () => void;
  for (const event of tabEvents) add(event, listener);
  void chrome.permissions.getAll().then(({ permissions = [] }) => {
    if (permissions.includes('tabs') || permissions.includes('scripting')) return;
    for (const event of tabEvents) event.removeListener(listener);
  });
}

function add(event: unknown, listener: () => void): void {
  const known = event as Event | undefined;
  if (known?.hasListener(listener) === false) known.addListener(listener);
}

/** Calls `later` once for all calls of some time, and `first` at the first of them. */
function gathered(later: () => void, first: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    if (timer !== undefined) return;
    first();
    timer = setTimeout(() => {
      timer = undefined;
      later();
    }, BESIDE_MS);
  };
}
