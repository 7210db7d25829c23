// The icon of a site as the browser keeps it, over a letter for those it keeps none of. Nothing is fetched.

import { make } from '../shared/element.js';
import { isFirefox } from './platform.js';

/** A page that has no icon: what the browser gives for it, it gives for all that have none. */
const NOWHERE = 'http://nowhere.invalid/';
const HUES = 12;

const icons = new Map<string, Promise<string | undefined>>();
let blank: Promise<string> | undefined;

/** An element that shows the icon of the page as soon as it is there. */
export function siteIcon(url: string, host: string): HTMLElement {
  const letter = /[\p{L}\p{N}]/u.exec(siteOf(host))?.[0]?.toUpperCase() ?? '•';
  const element = make('span', `icon hue-${hueOf(siteOf(host))}`, letter);
  element.setAttribute('aria-hidden', 'true');
  void iconOf(url).then((source) => {
    if (source === undefined) return;
    const image = document.createElement('img');
    image.src = source;
    image.alt = '';
    element.replaceChildren(image);
    element.classList.add('own');
  });
  return element;
}

function iconOf(url: string): Promise<string | undefined> {
  const known = icons.get(url);
  if (known !== undefined) return known;
  const icon = findIcon(url).catch(() => undefined);
  icons.set(url, icon);
  return icon;
}

async function findIcon(url: string): Promise<string | undefined> {
  if (!/^https?:/.test(url) || isFirefox()) return undefined;
  const source = addressOf(url);
  blank ??= contentOf(addressOf(NOWHERE));
  return (await contentOf(source)) === (await blank) ? undefined : source;
}

function addressOf(url: string): string {
  const address = new URL(chrome.runtime.getURL('/_favicon/'));
  address.searchParams.set('pageUrl', url);
  address.searchParams.set('size', '32');
  return address.href;
}

async function contentOf(address: string): Promise<string> {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return bytes.join();
}

/** The name of the site: `wikipedia` of en.wikipedia.org, `bbc` of bbc.co.uk. */
function siteOf(host: string): string {
  const labels = host.replace(/:\d+$/, '').split('.');
  const secondLevel = labels.length > 2 && /^(ac|co|com|edu|gov|net|or|org)$/.test(labels.at(-2) ?? '');
  return labels.at(secondLevel ? -3 : -2) ?? host;
}

function hueOf(name: string): number {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
