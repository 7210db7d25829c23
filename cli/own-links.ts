// Where the pages of a site lie that holds its own index: whoever looks at a copy of the site stays in that copy.

import { dirname, relative, resolve, sep } from 'node:path';

/**
 * Addresses of pages of `folder`, by their paths in it, for an index that is published in `out`: relative to the folder that
 * `out` lies in, as `<leann-search>` follows them. An address is undefined where the path itself is followed as well, and the
 * whole answer unless `out` lies within `folder`, which then is a site.
 */
export function ownLinks(folder: string, out: string): ((path: string) => string | undefined) | undefined {
  const [site, place] = [resolve(folder), resolve(out)];
  if (!place.startsWith(site.endsWith(sep) ? site : site + sep)) return undefined;
  const root = relative(dirname(place), site).replaceAll(sep, '/');
  return (path) => {
    const page = path.replace(/(^|\/)index\.html?$/, '$1');
    const link = [...(root === '' ? [] : [root]), ...page.split('/').map(encodeURIComponent)].join('/');
    if (link === path) return undefined;
    return link === '' ? './' : link;
  };
}
