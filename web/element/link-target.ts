// The links of hits in <leann-search>.

import type { Hit } from '../interface/search-update.js';

/** The part after the last dot of a file's name. */
const EXTENSION = /\.\w{1,8}$/;

export interface LinkPlaces {
  /** `{id}` and `{passage}` are filled in. Relative to the page. */
  template: string | null;
  /** The base of ids that are paths. */
  base: string;
}

/**
 * The URL of a hit; undefined if its document's id is neither a URL nor a path and there is no template. Only ever
 * http or https: an id comes from an index, which may be a stranger's.
 */
export function linkTarget(
  { id, passage }: Pick<Hit, 'id' | 'passage'>,
  places: LinkPlaces,
): string | undefined {
  const { template, base } = places;
  if (template !== null) {
    const filled = template
      .replaceAll('{id}', () => encodedPath(id))
      .replaceAll('{passage}', String(passage));
    return webUrl(filled, document.baseURI);
  }
  if (/^https?:\/\//i.test(id)) return webUrl(id, base);
  return id.includes('/') || EXTENSION.test(id) ? webUrl(encodedPath(id), base) : undefined;
}

/** Slashes stay what they are. */
function encodedPath(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}

function webUrl(url: string, base: string): string | undefined {
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, href } = new URL(url, base);
  return protocol === 'https:' || protocol === 'http:' ? href : undefined;
}
