// Bookmarks of real public pages (titles and addresses: facts), by hand, for tests and measurements.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../paths.js';

const FOLDER = join(ROOT, 'tools/corpora/bookmarks');

/**
 * Lists of questions. `queries` say what a page of any site is about; the others are of pages of documentation:
 * `page-queries` say what such a page is about, `page-details` something that its text says and its title mostly does not.
 */
export type QueryList = 'queries' | 'page-queries' | 'page-details';

export interface ListedBookmark {
  title: string;
  url: string;
  /** Names of folders, outermost first. */
  folders: string[];
}

/** A question that somebody might ask, and the pages that answer it. */
export interface JudgedQuery {
  query: string;
  urls: string[];
}

/**
 * All bookmarks, each page once, in an order that mixes the topics.
 *
 * A list begins with `# folder/folder`. Its lines are `title`, tab, `address`; or, if templates for both follow the
 * folder after ` || `, names separated by `; `, each with its own slug after `|` if that is not the name.
 */
export function readBookmarks(): ListedBookmark[] {
  const found = new Map<string, ListedBookmark>();
  for (const file of readdirSync(FOLDER)
    .filter((name) => name.endsWith('.txt'))
    .sort()) {
    for (const bookmark of readList(readFileSync(join(FOLDER, file), 'utf8'))) {
      if (!found.has(bookmark.url)) found.set(bookmark.url, bookmark);
    }
  }
  return mixed([...found.values()]);
}

export function readQueries(list: QueryList = 'queries'): JudgedQuery[] {
  const lines = readFileSync(join(FOLDER, `${list}.tsv`), 'utf8')
    .split('\n')
    .filter(Boolean);
  return lines.map((line) => {
    const [query = '', ...urls] = line.split('\t');
    return { query, urls };
  });
}

function* readList(text: string): Generator<ListedBookmark> {
  let folders: string[] = [];
  let templates: { title: string; url: string } | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('# ')) {
      const [path = '', title, url] = line.slice(2).split(' || ');
      folders = path.split('/');
      templates = title === undefined || url === undefined ? undefined : { title, url };
    } else if (line !== '' && templates === undefined) {
      const [title = '', url = ''] = line.split('\t');
      yield { title, url, folders };
    } else if (line !== '' && templates !== undefined) {
      for (const item of line.split('; ')) yield { ...filled(templates, item), folders };
    }
  }
}

function filled(
  { title, url }: { title: string; url: string },
  item: string,
): { title: string; url: string } {
  const [name = '', slug = name] = item.split('|');
  const slugs = {
    '{slug_}': slug.replaceAll(' ', '_'),
    '{slug-}': slug.toLowerCase().replaceAll(' ', '-'),
    '{slug}': slug,
  };
  const fill = (template: string) =>
    Object.entries(slugs).reduce((text, [place, value]) => text.replace(place, () => value), template);
  return { title: fill(title).replace('{name}', () => name), url: fill(url) };
}

/** Every 1,009th, going round: neighbours in a list are far from one another. */
function mixed<Item>(items: readonly Item[]): Item[] {
  const step = 1009;
  return items.map((_, at) => items[(at * step) % items.length] as Item);
}
