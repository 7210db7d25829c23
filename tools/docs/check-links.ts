// Follows all links of a finished site within it: to pages, files and anchors.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type DefaultTreeAdapterMap, parse } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];

/** What a page links to, and the anchors that it has. */
interface Page {
  links: string[];
  anchors: Set<string>;
}

/** Stands for wherever the site is served. */
const ORIGIN = 'http://site.invalid';

/**
 * Reads all pages of a folder that is served under `base`.
 * @returns how many pages and links there are.
 * @throws Error that names every link that leads nowhere.
 */
export async function checkLinks(folder: string, base: string): Promise<{ pages: number; links: number }> {
  const names = await readdir(folder, { recursive: true });
  const pages = new Map<string, Page>();
  for (const name of names.filter((each) => each.endsWith('.html'))) {
    pages.set(name, pageOf(await readFile(join(folder, name), 'utf8')));
  }
  const dead: string[] = [];
  let links = 0;
  for (const [name, page] of pages) {
    // What a server shows for missing pages has no place of its own.
    if (name === '404.html') continue;
    const here = new URL(`${base}${name.split('\\').join('/')}`, ORIGIN);
    for (const link of page.links) {
      const target = new URL(link, here);
      if (target.origin !== ORIGIN) continue;
      links++;
      if (!leadsSomewhere(target, { folder, base, pages })) dead.push(`${name}: ${link}`);
    }
  }
  if (dead.length > 0) throw new Error(`cannot make the site: dead links\n${dead.join('\n')}`);
  return { pages: pages.size, links };
}

interface Site {
  folder: string;
  base: string;
  pages: ReadonlyMap<string, Page>;
}

function leadsSomewhere(target: URL, { folder, base, pages }: Site): boolean {
  const path = decodeURIComponent(target.pathname);
  if (!path.startsWith(base)) return false;
  const place = join(folder, path.slice(base.length));
  const file = [place, `${place}.html`, join(place, 'index.html')].find(
    (each) => existsSync(each) && pages.has(relative(folder, each)),
  );
  if (target.hash === '' || file === undefined) return file !== undefined || existsSync(place);
  const anchor = decodeURIComponent(target.hash.slice(1));
  return pages.get(relative(folder, file))?.anchors.has(anchor) === true;
}

function pageOf(html: string): Page {
  const page: Page = { links: [], anchors: new Set() };
  const visit = (node: Node) => {
    if ('attrs' in node) {
      for (const { name, value } of node.attrs) {
        if (name === 'href' || name === 'src') page.links.push(value);
        if (name === 'id' || name === 'name') page.anchors.add(value);
      }
    }
    if ('childNodes' in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return page;
}
