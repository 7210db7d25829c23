// The site that somebody types: `example.org`, or an address or a pattern of it.

/** A name of a host, or an IPv6 address. */
const HOST = /^([\w-]+(\.[\w-]+)*|\[[\da-f:.]+\])$/;
const ADDRESS = /^(\d+(\.\d+){3}|\[.*\])$/;

const EXAMPLE = 'Type the name of a site, such as example.org.';

/** Its host, or what is wrong with it. */
export function siteOf(typed: string): { host: string } | { fault: string } {
  const text = typed.trim();
  if (text === '') return { fault: EXAMPLE };
  const scheme = /^([\w*+.-]+):\/\//.exec(text)?.[1]?.toLowerCase() ?? '*';
  if (!['http', 'https', '*'].includes(scheme))
    return { fault: `Pages that begin with “${scheme}:” cannot be read, only those of sites. ${EXAMPLE}` };
  const host = hostIn(text.replace(/^[\w*]+:\/\//, '').replace(/^\*\./, ''));
  return host === undefined ? { fault: `“${text}” is not the name of a site. ${EXAMPLE}` } : { host };
}

/** Without the port: permissions are of all ports. */
function hostIn(address: string): string | undefined {
  if (/\s/.test(address) || !URL.canParse(`https://${address}`)) return undefined;
  const { hostname, username } = new URL(`https://${address}`);
  const host = hostname.replace(/\.$/, '');
  // `mailto:someone@example.org` would be read as a site with a name to sign in.
  return username === '' && HOST.test(host) ? host : undefined;
}

/** A match pattern of the host, with all that end in it. */
export function patternOf(host: string): string {
  return ADDRESS.test(host) ? `*://${host}/*` : `*://*.${host}/*`;
}
