// What a bookmark says about itself: the words of its URL, the line its meaning is taken from, whether it may be opened.

import { isFirefox } from './platform.js';

const URL_WORDS = 12;
const FOLDERS_READ = 3;
/** A title may be of any length; what follows is not read. */
const TITLE_READ = 500;

/** Parts of URLs that say nothing about the page. */
const HOLLOW = new Set(
  'www com org net edu gov co uk de io dev html htm php asp aspx jsp index default home page en us id utm source'.split(
    ' ',
  ),
);

/** Schemes that a click may open. `javascript:` is not among them: bookmarklets are listed, never run. */
const OPENABLE = new Set(['http:', 'https:', 'ftp:', 'file:', 'chrome:', 'about:', 'edge:', 'brave:']);
/** Firefox opens no others for extensions. */
const OPENABLE_IN_FIREFOX = new Set(['http:', 'https:', 'ftp:']);

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

export function mayOpen(url: string): boolean {
  return (isFirefox() ? OPENABLE_IN_FIREFOX : OPENABLE).has(parse(url)?.protocol ?? '');
}

/** The host without `www.`; for others than web pages the scheme, and `bookmarklet` for scripts. */
export function hostOf(url: string): string {
  const parsed = parse(url);
  if (parsed === undefined) return '';
  if (parsed.protocol === 'javascript:') return 'bookmarklet';
  return parsed.host === '' ? parsed.protocol.replace(/:$/, '') : parsed.host.replace(/^www\./, '');
}

/** The words of host, path and query that may mean something, each once, in order. */
export function urlWords(url: string): string[] {
  const parsed = parse(url);
  if (parsed === undefined || !/^(https?|ftp|file):$/.test(parsed.protocol)) return [];
  const { hostname, pathname, searchParams } = parsed;
  const text = [hostname, decoded(pathname), ...searchParams.values()].join(' ');
  const words = text.split(/[\s/_.\-+%,;:=&~!()'"]+|(?<=\p{Ll})(?=\p{Lu})/u).filter(saysSomething);
  return [...new Map(words.map((word) => [word.toLowerCase(), word])).values()].slice(0, URL_WORDS);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function saysSomething(word: string): boolean {
  if (word.length < 2 || word.length > 24 || HOLLOW.has(word.toLowerCase())) return false;
  // Numbers, and codes that mix digits into letters.
  return !/^\d+$/.test(word) && !(word.length > 6 && /\d.*\p{L}.*\d|\p{L}.*\d.*\p{L}.*\d/u.test(word));
}

/**
 * What a bookmark is, in one line: the title, what the URL adds to it, and the folders, the innermost first. Empty if there
 * is nothing to say. That order was measured (docs/benchmarks.md, "Bookmarks").
 * @param title without what the site puts into each.
 * @param folders names from the outermost to the innermost.
 */
export function bookmarkLine(title: string, url: string, folders: readonly string[]): string {
  const shown = spaced(title).slice(0, TITLE_READ);
  const known = new Set(lettersOf(shown));
  const extra = addressWords(url).filter((word) => !lettersOf(word).every((part) => known.has(part)));
  const places = folders
    .map(spaced)
    .filter((name) => name !== '')
    .slice(-FOLDERS_READ)
    .toReversed();
  const parts = [shown, extra.join(' '), places.join(', ')];
  return parts.filter((part) => part !== '').join('. ');
}

/** Of addresses that are no web pages, what stands for the host. */
function addressWords(url: string): string[] {
  const words = urlWords(url);
  return words.length > 0 ? words : [hostOf(url)].filter((word) => word !== '' && !/^https?:/.test(url));
}

function lettersOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
