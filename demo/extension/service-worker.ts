// The service worker of Chromium: the engine is in an offscreen document.

import { browserTree, type Wanted } from './browser-tree.js';
import type { Port } from './port.js';
import { ENGINE, type Notice, TREE, type TreeMessage } from './protocol.js';
import { readTab, type ShownPage } from './read-tab.js';
import { settled, startRouter } from './router.js';

const ENGINE_PAGE = 'engine.html';

/** A message between extension pages may take 64 MiB. */
const ITEMS_A_MESSAGE = 5000;

/** An engine's page that is being loaded does not hear yet. */
const LOADING_MS = 50;
const ATTEMPTS = 40;

let creating: Promise<void> | undefined;
/** By name, who waits for a port of the engine's. */
const awaited = new Map<string, (port: Port) => void>();

startRouter({
  changed: (change) => tellEngine({ to: 'engine', type: 'changed', change }),
  async connect() {
    const name = `${ENGINE}${crypto.randomUUID()}`;
    const opened = new Promise<Port>((resolve) => awaited.set(name, resolve));
    const told = tellEngine({ to: 'engine', type: 'serve', name });
    // At once: what the engine says first is lost if nobody listens yet.
    return Promise.race([opened, told.then(() => opened)]);
  },
});
chrome.runtime.onMessage.addListener((notice: Notice, _sender, answer: (page?: ShownPage) => void) => {
  if (notice.to !== 'router') return false;
  if (notice.type === 'settled') void settled();
  else readTab(notice.tab).then(answer, () => answer());
  // Whether there is an answer to wait for.
  return notice.type === 'read-tab';
});
chrome.runtime.onConnect.addListener((port) => {
  if (port.name === TREE) port.onMessage.addListener((wanted: Wanted) => void sendTree(port, wanted));
  awaited.get(port.name)?.(port);
  awaited.delete(port.name);
});

async function tellEngine(notice: Notice): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await ensureEngine();
    try {
      await chrome.runtime.sendMessage(notice);
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOADING_MS));
    }
  }
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

/** The engine's page has no access to bookmarks of its own, nor to history and tabs. */
async function sendTree(port: chrome.runtime.Port, wanted: Wanted): Promise<void> {
  const { nodes, origins, given, visits, tabs } = await browserTree(wanted);
  const send = (message: TreeMessage) => port.postMessage(message);
  for (const part of parts(nodes)) send({ nodes: part });
  for (const part of parts(visits ?? [])) send({ visits: part });
  send({ end: true, origins, given, visited: visits !== undefined, ...(tabs !== undefined && { tabs }) });
}

function* parts<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let at = 0; at < items.length; at += ITEMS_A_MESSAGE) yield items.slice(at, at + ITEMS_A_MESSAGE);
}
