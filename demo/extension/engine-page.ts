// The offscreen document: the engine, connected to the service worker.

import type { BrowserTree, Wanted } from './browser-tree.js';
import { Engine } from './engine.js';
import type { Visit } from './entry.js';
import { type Notice, type PageRequest, type Status, TREE, type TreeMessage } from './protocol.js';
import { DEFAULTS } from './state.js';
import type { TreeNode } from './tree-node.js';

type EngineNotice = Extract<Notice, { to: 'engine' }>;

const starting = Engine.start({
  readTree,
  readTab: (tab) => chrome.runtime.sendMessage({ to: 'router', type: 'read-tab', tab } satisfies Notice),
  makeWorker: () => new Worker(new URL('./index-worker.js', import.meta.url), { type: 'module' }),
  onSettled: () => void tell({ to: 'router', type: 'settled' }),
  onIdle: () => window.close(),
});

// At once, because the service worker speaks to this page as soon as it is loaded.
chrome.runtime.onMessage.addListener((notice: Notice) => {
  if (notice.to !== 'engine') return;
  starting.then(
    (engine) => follow(engine, notice),
    (error: unknown) => refuse(notice, error instanceof Error ? error.message : String(error)),
  );
});

function follow(engine: Engine, notice: EngineNotice): void {
  if (notice.type === 'changed') engine.changed(notice.change);
  else engine.join(chrome.runtime.connect(chrome.runtime.id, { name: notice.name }));
}

/** Tells a page why nothing works, as when the browser has no storage for us. */
function refuse(notice: EngineNotice, reason: string): void {
  if (notice.type !== 'serve') return;
  const port = chrome.runtime.connect(chrome.runtime.id, { name: notice.name });
  const pages = { wanted: 0, read: 0, failed: 0 };
  const status: Status = {
    type: 'status',
    state: 'broken',
    bookmarks: 0,
    history: 0,
    tabs: 0,
    settings: DEFAULTS,
    documents: 0,
    done: 0,
    listed: 0,
    pages,
    failure: { reason },
  };
  port.postMessage(status);
  port.onMessage.addListener(({ type }: PageRequest) => {
    if (type === 'try-again') location.reload();
  });
}

/** Nobody listens where the service worker is being ended; then there is nobody to tell. */
async function tell(notice: Notice): Promise<void> {
  await chrome.runtime.sendMessage(notice).catch(() => undefined);
}

/** Asks the service worker, which alone may read them. Rejects when it ends before it has told all. */
function readTree(wanted: Wanted): Promise<BrowserTree> {
  return new Promise((resolve, reject) => {
    const nodes: TreeNode[] = [];
    const visits: Visit[] = [];
    const port = chrome.runtime.connect(chrome.runtime.id, { name: TREE });
    port.onMessage.addListener((message: TreeMessage) => {
      if ('nodes' in message) nodes.push(...message.nodes);
      else if ('visits' in message) visits.push(...message.visits);
      else {
        port.disconnect();
        const { origins, given, visited, tabs } = message;
        resolve({ nodes, origins, given, ...(visited && { visits }), ...(tabs !== undefined && { tabs }) });
      }
    });
    port.postMessage(wanted);
    port.onDisconnect.addListener(() => reject(new Error('the service worker ended')));
  });
}
