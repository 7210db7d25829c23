// Routes between browser, pages and engine, and remembers nothing.

import { listenToOmnibox } from './omnibox.js';
import type { Port } from './port.js';
import { PAGE } from './protocol.js';

/** Wakes the extension as long as the engine has work, should all of it have been ended. */
const TEND = 'tend';
const TEND_MINUTES = 0.5;

/** Where the engine lives. */
export interface EngineHost {
  /** Starts the engine where it is not running, and tells it to look at the bookmarks. */
  bookmarksChanged(): Promise<void>;
  /** A port to the engine, which is started where it is not running. */
  connect(): Promise<Port>;
}

/** Listens to the browser. To be called before anything is waited for: events that woke the extension come at once. */
export function startRouter(host: EngineHost): void {
  // The alarm comes first: it outlasts whatever is ended next.
  const tend = async () => {
    await chrome.alarms.create(TEND, { periodInMinutes: TEND_MINUTES });
    await host.bookmarksChanged();
  };
  for (const event of [
    chrome.runtime.onInstalled,
    chrome.runtime.onStartup,
    chrome.alarms.onAlarm,
    chrome.bookmarks.onCreated,
    chrome.bookmarks.onChanged,
    chrome.bookmarks.onMoved,
    chrome.bookmarks.onRemoved,
    chrome.bookmarks.onImportEnded,
    chrome.permissions.onAdded,
    chrome.permissions.onRemoved,
  ]) {
    event?.addListener(() => void tend());
  }
  chrome.runtime.onConnect.addListener((port) => {
    if (port.name === PAGE) void join(port, host);
  });
  listenToOmnibox(() => host.connect());
}

/** To be called when the engine has nothing left to do. */
export async function settled(): Promise<void> {
  await chrome.alarms.clear(TEND);
}

/** Passes on what page and engine say to each other, until one of them is gone. */
async function join(page: Port, host: EngineHost): Promise<void> {
  const early: unknown[] = [];
  let engine: Port | undefined;
  let gone = false;
  page.onMessage.addListener((message) => {
    if (engine === undefined) early.push(message);
    else engine.postMessage(message);
  });
  page.onDisconnect.addListener(() => {
    gone = true;
    engine?.disconnect();
  });
  const opened = await host.connect();
  if (gone) {
    opened.disconnect();
    return;
  }
  engine = opened;
  opened.onMessage.addListener((message) => page.postMessage(message));
  opened.onDisconnect.addListener(() => page.disconnect());
  for (const message of early) opened.postMessage(message);
}
