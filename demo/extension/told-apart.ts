// Rows that would look the same are told apart by what differs in their addresses.

import type { Found } from './protocol.js';

type Row = Pick<Found, 'id' | 'title' | 'host' | 'url'>;

const LONGEST = 120;

/** The same rows. Those whose title and host another one has, too, get a `path`. Linear in the length of all addresses. */
export function toldApart<Shown extends Row>(rows: readonly Shown[]): (Shown & Pick<Found, 'path'>)[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const looks = looksOf(row);
    groups.set(looks, [...(groups.get(looks) ?? []), row]);
  }
  const paths = new Map<string, string>();
  for (const alike of groups.values()) {
    if (alike.length === 1) continue;
    const differing = differences(alike.map(({ url }) => url));
    alike.forEach(({ id }, at) => {
      paths.set(id, differing[at] ?? '');
    });
  }
  return rows.map((row) => {
    const path = paths.get(row.id);
    return path === undefined ? row : { ...row, path };
  });
}

/** Without a title, the address stands in its place. */
function looksOf({ title, host, url }: Row): string {
  return JSON.stringify([title.trim() === '' ? url : title.trim(), host]);
}

/** The addresses from where they begin to differ, behind the host. Whole ones, if they differ only before that. */
function differences(urls: readonly string[]): string[] {
  const rests = urls.map((url) => readable(url.replace(/^[\w+.-]+:\/\/[^/?#]*/, '')));
  if (new Set(rests).size < rests.length) return urls.map(shortened);
  const start = commonStart(rests);
  return rests.map((rest) => shortened(start === 0 ? rest : `…${rest.slice(start)}`));
}

/** How much all begin with, up to the sign before the part that differs. */
function commonStart([first = '', ...others]: readonly string[]): number {
  let length = 0;
  while (length < first.length && others.every((other) => other.charAt(length) === first.charAt(length)))
    length++;
  while (length > 0 && !/[/?&#]/.test(first.charAt(length))) length--;
  return length;
}

function readable(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
