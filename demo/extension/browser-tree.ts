// What the browser knows: bookmarks, history and tabs as far as they are wanted, and the sites whose pages may be read.

import type { OpenTab, Visit } from './entry.js';
import { flatten, type TreeNode } from './tree-node.js';

/** Beside the bookmarks. */
export interface Wanted {
  /** What was visited since then, in milliseconds since 1970; undefined for none. */
  since?: number;
  tabs: boolean;
}

export interface BrowserTree {
  nodes: TreeNode[];
  /** Match patterns. */
  origins: string[];
  /** Undefined if they are not wanted, or not allowed. */
  visits?: Visit[];
  /** Which of the permissions that the switches need are given. */
  given: Given;
  /** Undefined if they are not wanted. Those whose addresses may not be seen are left out. */
  tabs?: OpenTab[];
}

/** By switch. */
export type Given = Readonly<Record<'history' | 'tabs' | 'openPages', boolean>>;

/** More than anybody has. */
const MOST_VISITS = 1_000_000;

export async function browserTree({ since, tabs }: Wanted): Promise<BrowserTree> {
  const [tree, { origins = [], permissions = [] }] = await Promise.all([
    chrome.bookmarks.getTree(),
    chrome.permissions.getAll(),
  ]);
  const given = {
    history: permissions.includes('history'),
    tabs: permissions.includes('tabs'),
    openPages: permissions.includes('scripting'),
  };
  const all: BrowserTree = { nodes: flatten(tree), origins, given };
  if (since !== undefined && given.history) all.visits = await visitsSince(since);
  if (tabs) all.tabs = await openTabs();
  return all;
}

async function visitsSince(startTime: number): Promise<Visit[]> {
  const items = await chrome.history.search({ text: '', startTime, maxResults: MOST_VISITS });
  return items.flatMap(({ url, title = '', lastVisitTime = 0 }) =>
    url === undefined ? [] : [{ url, title: title ?? '', at: lastVisitTime }],
  );
}

async function openTabs(): Promise<OpenTab[]> {
  const tabs = await chrome.tabs.query({});
  return tabs.flatMap(({ id, windowId, url = '', title = '', lastAccessed = 0, status, incognito }) =>
    id === undefined || url === '' || incognito
      ? []
      : [{ tab: id, window: windowId, url, title, at: lastAccessed, loaded: status === 'complete' }],
  );
}
