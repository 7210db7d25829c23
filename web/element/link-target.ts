// The links of hits in <leann-search>.

import type { Hit } from '../interface/search-update.js';

/** The part after the last dot of a file's name. */
const EXTENSION = /\.\w{1,8}$/;

export interface LinkPlaces {
  /** `{id}`, `{path}` ({@link pagePath}), `{passage}` and `{anchor}` are filled in. Relative to the page. */
  template: string | null;
  /** The base of ids that are paths, and of documents' addresses. */
  base: string;
}

type Linked = Pick<Hit, 'id' | 'passage' | 'url' | 'anchor'>;

/**
 * The URL of a hit: what the template says, else the document's own address, else its id if that is a URL or a path;
 * undefined if there is none of these. It leads to the section of the passage, unless it leads to some place in the document
 * already. Only ever http or https: all of this comes from an index, which may be a stranger's.
 */
export function linkTarget(hit: Linked, places: LinkPlaces): string | undefined {
  const url = addressOf(hit, places);
  if (url === undefined) return undefined;
  const { anchor } = hit;
  if (anchor !== undefined && url.hash === '') url.hash = encodeURIComponent(anchor);
  return url.href;
}

function addressOf(
  { id, passage, url, anchor = '' }: Linked,
  { template, base }: LinkPlaces,
): URL | undefined {
  if (template !== null) {
    const filled = template
      .replaceAll('{id}', () => encodedPath(id))
      .replaceAll('{path}', () => encodedPath(pagePath(id)))
      .replaceAll('{anchor}', () => encodeURIComponent(anchor))
      .replaceAll('{passage}', String(passage));
    return webUrl(filled, document.baseURI);
  }
  if (url !== undefined) return webUrl(url, base);
  if (/^https?:\/\//i.test(id)) return webUrl(id, base);
  return id.includes('/') || EXTENSION.test(id) ? webUrl(encodedPath(id), base) : undefined;
}

/** Where generators put the page of a file: `guide/bread.md` at `guide/bread`, `guide/index.md` at `guide/`. */
function pagePath(id: string): string {
  return id.replace(EXTENSION, '').replace(/(^|\/)index$/, '$1');
}

/** Slashes stay what they are. */
function encodedPath(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}

function webUrl(url: string, base: string): URL | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const parsed = new URL(url, base);
  return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed : undefined;
}
