// Routes between browser, pages and engine, and remembers nothing.

import { listenToBrowser } from './browser-events.js';
import { listenToOmnibox } from './omnibox.js';
import type { Port } from './port.js';
import { type Change, PAGE } from './protocol.js';

/** Wakes the extension as long as the engine has work, should all of it have been ended. */
const TEND = 'tend';
const TEND_MINUTES = 0.5;

/** Where the engine lives. */
export interface EngineHost {
  /** Starts the engine where it is not running, and tells it to look at what changed. */
  changed(change: Change): Promise<void>;
  /** A port to the engine, which is started where it is not running. */
  connect(): Promise<Port>;
}

/** Listens to the browser. To be called before anything is waited for: events that woke the extension come at once. */
export function startRouter(host: EngineHost): void {
  // The alarm comes first: it outlasts whatever is ended next.
  const tend = async (change: Change) => {
    await setAlarm();
    await host.changed(change);
  };
  listenToBrowser(
    (change) => void tend(change),
    () => void setAlarm(),
  );
  chrome.runtime.onConnect.addListener((port) => {
    if (port.name === PAGE) void join(port, host);
  });
  listenToOmnibox(() => host.connect());
}

async function setAlarm(): Promise<void> {
  await chrome.alarms.create(TEND, { periodInMinutes: TEND_MINUTES });
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
