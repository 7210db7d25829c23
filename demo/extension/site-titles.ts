// Titles without what most pages of a site have in them: "Sourdough - Wikipedia" is "Sourdough".

import { withoutSiteText } from '../../web/read/site-text.js';
import { hostOf } from './bookmark.js';

/** A title, and the page that it is of. */
interface Titled {
  title: string;
  url: string;
}

export class SiteTitles {
  /** By host, each different title and what is left of it. */
  readonly #hosts = new Map<string, Map<string, string>>();

  /**
   * Linear in the size of all titles, but for sites whose titles are those of `previous`.
   * @param previous what was made of entries that were mostly the same.
   */
  constructor(entries: Iterable<Titled>, previous?: SiteTitles) {
    const hosts = new Map<string, Set<string>>();
    for (const { title, url } of entries) {
      const host = hostOf(url);
      const titles = hosts.get(host);
      if (titles === undefined) hosts.set(host, new Set([title]));
      else titles.add(title);
    }
    for (const [host, titles] of hosts) {
      const known = previous === undefined ? undefined : previous.#hosts.get(host);
      this.#hosts.set(host, known !== undefined && isOf(known, titles) ? known : shortened(titles));
    }
  }

  /** Of one of the entries; the whole title if nothing else is in it. */
  of({ title, url }: Titled): string {
    return this.#hosts.get(hostOf(url))?.get(title) || title;
  }
}

function isOf(known: ReadonlyMap<string, string>, titles: ReadonlySet<string>): boolean {
  if (known.size !== titles.size) return false;
  for (const title of titles) if (!known.has(title)) return false;
  return true;
}

/** What is left of each title of one site. */
function shortened(titles: Iterable<string>): Map<string, string> {
  const all = [...titles];
  const pages = all.map((title) => ({ title, text: '', headings: [] }));
  const rest = withoutSiteText(pages);
  return new Map(all.map((title, row) => [title, rest[row]?.title ?? '']));
}
