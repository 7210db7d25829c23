// Which URLs a match pattern of the browser's permissions allows: `https://en.wikipedia.org/*`, `*://*.example.org/*`.

/** Patterns end in `/*` here: permissions are of hosts. */
export function matches(pattern: string, url: string): boolean {
  if (!/^https?:/.test(url) || !URL.canParse(url)) return false;
  if (pattern === '<all_urls>') return true;
  const [scheme = '', rest = ''] = pattern.split('://');
  const { protocol, hostname } = new URL(url);
  if (scheme !== '*' && `${scheme}:` !== protocol) return false;
  const [host = ''] = rest.split('/');
  const wanted = host.replace(/:(\d+|\*)$/, '');
  if (wanted === '*') return true;
  if (!wanted.startsWith('*.')) return wanted === hostname;
  return hostname === wanted.slice(2) || hostname.endsWith(wanted.slice(1));
}
