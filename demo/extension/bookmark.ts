// What a bookmark says about itself: the words of its URL, the text its meaning is taken from, whether it may be opened.

import { wordsOf } from '../shared/words.js';

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

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

export function mayOpen(url: string): boolean {
  return OPENABLE.has(parse(url)?.protocol ?? '');
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
 * The text that is embedded: the title, then what URL and folders add to it.
 * @param folders names from the outermost to the innermost.
 */
export function meaningText(title: string, url: string, folders: readonly string[]): string {
  const shown = title.trim().slice(0, TITLE_READ);
  const known = new Set(wordsOf(shown).map(({ word }) => word));
  const fresh = (text: string) => wordsOf(text).some(({ word }) => !known.has(word));
  const extra = urlWords(url).filter(fresh);
  const places = folders.filter((name) => name.trim() !== '').slice(-FOLDERS_READ);
  const parts = [shown, extra.join(' '), places.join(', ')];
  return parts.filter((part) => part !== '').join('. ');
}
