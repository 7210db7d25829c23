// The browser's bookmarks as a flat list: what travels from the service worker to the engine.

/** A folder where `url` is missing, else a bookmark. */
export interface TreeNode {
  id: string;
  /** Of the folder it is in; undefined for the root. */
  parent?: string;
  title: string;
  url?: string;
  /** When it was made: milliseconds since 1970. */
  added?: number;
}

/** What is read of the browser's own nodes. */
export interface BrowserNode {
  id: string;
  parentId?: string | undefined;
  title: string;
  /** Firefox tells it; its separators are neither bookmarks nor folders. */
  type?: string | undefined;
  url?: string | undefined;
  dateAdded?: number | undefined;
  children?: readonly BrowserNode[] | undefined;
}

/** All nodes, folders before what is in them. Without recursion: folders may be deeper than the stack. */
export function flatten(roots: readonly BrowserNode[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  const waiting = [...roots].reverse();
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type !== 'separator') nodes.push(treeNode(node));
    const children = node.children ?? [];
    for (let at = children.length - 1; at >= 0; at--) waiting.push(children[at] as BrowserNode);
  }
  return nodes;
}

function treeNode({ id, parentId, title, url, dateAdded }: BrowserNode): TreeNode {
  return {
    id,
    title,
    ...(parentId !== undefined && { parent: parentId }),
    ...(url !== undefined && { url }),
    ...(dateAdded !== undefined && { added: dateAdded }),
  };
}
