// The service worker of Chromium: the engine is in an offscreen document.

import { browserTree } from './browser-tree.js';
import { ENGINE, type Notice, TREE, type TreeMessage } from './protocol.js';
import { settled, startRouter } from './router.js';

const ENGINE_PAGE = 'engine.html';

/** A message between extension pages may take 64 MiB. */
const NODES_A_MESSAGE = 5000;

let creating: Promise<void> | undefined;

startRouter({
  async bookmarksChanged() {
    await ensureEngine();
    const notice: Notice = { to: 'engine', type: 'bookmarks-changed' };
    // An engine that is just being started reads them anyway.
    await chrome.runtime.sendMessage(notice).catch(() => undefined);
  },
  async connect() {
    await ensureEngine();
    return chrome.runtime.connect(chrome.runtime.id, { name: ENGINE });
  },
});
chrome.runtime.onMessage.addListener((notice: Notice) => {
  if (notice.to === 'router') void settled();
});
chrome.runtime.onConnect.addListener((port) => {
  if (port.name === TREE) void sendTree(port);
});

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

/** The engine's page has no access to bookmarks of its own. */
async function sendTree(port: chrome.runtime.Port): Promise<void> {
  const { nodes, origins } = await browserTree();
  const send = (message: TreeMessage) => port.postMessage(message);
  for (let at = 0; at < nodes.length; at += NODES_A_MESSAGE) {
    send({ nodes: nodes.slice(at, at + NODES_A_MESSAGE) });
  }
  send({ end: true, origins });
}
