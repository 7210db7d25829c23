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

  /** Linear in the size of all titles. */
  constructor(bookmarks: Iterable<Titled>) {
    for (const { title, url } of bookmarks) {
      const host = hostOf(url);
      const titles = this.#hosts.get(host) ?? new Map<string, string>();
      this.#hosts.set(host, titles.set(title, title));
    }
    for (const titles of this.#hosts.values()) {
      const pages = Array.from(titles.keys(), (title) => ({ title, text: '', headings: [] }));
      for (const [row, { title }] of withoutSiteText(pages).entries())
        titles.set(pages[row]?.title ?? '', title ?? '');
    }
  }

  /** Of one of the bookmarks; the whole title if nothing else is in it. */
  of({ title, url }: Titled): string {
    return this.#hosts.get(hostOf(url))?.get(title) || title;
  }
}
