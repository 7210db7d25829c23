// What the browser knows: the bookmarks, and the sites whose pages may be read.

import { flatten, type TreeNode } from './tree-node.js';

export interface BrowserTree {
  nodes: TreeNode[];
  /** Match patterns. */
  origins: string[];
}

export async function browserTree(): Promise<BrowserTree> {
  const [tree, { origins = [] }] = await Promise.all([
    chrome.bookmarks.getTree(),
    chrome.permissions.getAll(),
  ]);
  return { nodes: flatten(tree), origins };
}
