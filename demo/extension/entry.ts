// What can be found: a bookmark, a page that was visited, or an open tab.

export const KINDS = ['bookmark', 'history', 'tab'] as const;

export type Kind = (typeof KINDS)[number];

export interface Entry {
  id: string;
  kind: Kind;
  title: string;
  url: string;
  /** Names of the folders it is in, outermost first; of many, the innermost. Only bookmarks have them. */
  folders: readonly string[];
  /** When it was made, visited or looked at last: milliseconds since 1970. */
  added: number;
  /** Of an open tab. */
  place?: TabPlace;
}

/** The browser's numbers of a tab and of its window. */
export interface TabPlace {
  tab: number;
  window: number;
}

/** A page of the history. */
export interface Visit {
  url: string;
  title: string;
  /** When it was visited last: milliseconds since 1970. */
  at: number;
}

/** A tab that shows a page. */
export interface OpenTab extends TabPlace {
  url: string;
  title: string;
  /** When it was looked at last, where the browser tells: milliseconds since 1970. */
  at: number;
  loaded: boolean;
}

/** What the addresses of one page have in common: without the place in it, but with the routes of scripts. */
export function pageKey(url: string): string {
  const at = url.indexOf('#');
  return at < 0 || /^#[!/]/.test(url.slice(at)) ? url : url.slice(0, at);
}
