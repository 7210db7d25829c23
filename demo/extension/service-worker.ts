// The service worker routes, and remembers nothing: pages to the engine, the bookmarks to the engine, words of the
// address bar to the engine.

import { listenToOmnibox } from './omnibox.js';
import { ENGINE, type Notice, PAGE, TREE, type TreeMessage } from './protocol.js';
import { flatten } from './tree-node.js';

const ENGINE_PAGE = 'engine.html';

/** Wakes this worker as long as the engine has work, should both have been ended. */
const TEND = 'tend';
const TEND_MINUTES = 0.5;

/** Messages between extension pages may take 64 MiB. */
const NODES_A_MESSAGE = 5000;

let creating: Promise<void> | undefined;

chrome.runtime.onInstalled.addListener(() => void tend());
chrome.runtime.onStartup.addListener(() => void tend());
chrome.alarms.onAlarm.addListener(() => void tend());
for (const event of [
  chrome.bookmarks.onCreated,
  chrome.bookmarks.onChanged,
  chrome.bookmarks.onMoved,
  chrome.bookmarks.onRemoved,
  chrome.bookmarks.onChildrenReordered,
  chrome.bookmarks.onImportEnded,
]) {
  event.addListener(() => void tend());
}
chrome.runtime.onMessage.addListener((notice: Notice) => {
  if (notice.to === 'router') void chrome.alarms.clear(TEND);
});
chrome.runtime.onConnect.addListener((port) => {
  if (port.name === PAGE) void join(port);
  if (port.name === TREE) void sendTree(port);
});
listenToOmnibox(async () => {
  await ensureEngine();
  return chrome.runtime.connect(chrome.runtime.id, { name: ENGINE });
});

/** Has the engine look after the bookmarks, now and until it says that it is done. */
async function tend(): Promise<void> {
  await chrome.alarms.create(TEND, { periodInMinutes: TEND_MINUTES });
  await ensureEngine();
  const notice: Notice = { to: 'engine', type: 'bookmarks-changed' };
  // An engine that is just being started reads them anyway.
  await chrome.runtime.sendMessage(notice).catch(() => undefined);
}

async function ensureEngine(): Promise<void> {
  if (await chrome.offscreen.hasDocument()) return;
  creating ??= chrome.offscreen
    .createDocument({
      url: ENGINE_PAGE,
      reasons: ['WORKERS', 'DOM_PARSER'],
      justification: 'Runs the language model and the index in a worker, and takes the text out of pages',
    })
    .finally(() => {
      creating = undefined;
    });
  try {
    await creating;
  } catch (error) {
    // The worker before this one had begun to make it.
    if (!(await chrome.offscreen.hasDocument())) throw error;
  }
}

/** Passes on what page and engine say to each other, until one of them is gone. */
async function join(page: chrome.runtime.Port): Promise<void> {
  const early: unknown[] = [];
  let engine: chrome.runtime.Port | undefined;
  let gone = false;
  page.onMessage.addListener((message) => {
    if (engine === undefined) early.push(message);
    else engine.postMessage(message);
  });
  page.onDisconnect.addListener(() => {
    gone = true;
    engine?.disconnect();
  });
  await ensureEngine();
  if (gone) return;
  engine = chrome.runtime.connect(chrome.runtime.id, { name: ENGINE });
  engine.onMessage.addListener((message) => page.postMessage(message));
  engine.onDisconnect.addListener(() => page.disconnect());
  for (const message of early) engine.postMessage(message);
}

async function sendTree(port: chrome.runtime.Port): Promise<void> {
  const nodes = flatten(await chrome.bookmarks.getTree());
  const send = (message: TreeMessage) => port.postMessage(message);
  for (let at = 0; at < nodes.length; at += NODES_A_MESSAGE) {
    send({ nodes: nodes.slice(at, at + NODES_A_MESSAGE) });
  }
  send({ end: true });
}
