// The file that carries index and page texts to another profile: a line that says what it is, the length of a JSON part,
// that part, and the index as the library exports it.

import type { PageRecord } from './state.js';

const FIRST_LINE = 'bookmarks-by-meaning 1\n';
const LENGTH_BYTES = 4;
const NEWEST = 8.64e15;

export interface Carried {
  index: Blob;
  pages: PageRecord[];
}

export function packFile({ index, pages }: Carried): Blob {
  const json = new TextEncoder().encode(JSON.stringify({ pages }));
  const length = new DataView(new ArrayBuffer(LENGTH_BYTES));
  length.setUint32(0, json.length);
  return new Blob([FIRST_LINE, length, json, index]);
}

/** Rejects with why it is no such file. The library checks the index. */
export async function unpackFile(file: Blob): Promise<Carried> {
  const begin = FIRST_LINE.length + LENGTH_BYTES;
  const head = await file.slice(0, begin).arrayBuffer();
  if (new TextDecoder().decode(head.slice(0, FIRST_LINE.length)) !== FIRST_LINE || head.byteLength < begin) {
    throw new Error('it is no file that this extension has exported');
  }
  const end = begin + new DataView(head).getUint32(FIRST_LINE.length);
  if (end > file.size) throw new Error('the file is not whole');
  return { pages: pagesIn(await file.slice(begin, end).text()), index: file.slice(end) };
}

function pagesIn(json: string): PageRecord[] {
  const pages: unknown = parse(json)?.pages;
  if (!Array.isArray(pages) || !pages.every(isPage)) throw new Error('the file is damaged');
  return pages;
}

function parse(json: string): { pages?: unknown } | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isPage(value: unknown): value is PageRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { url, text, at, failure, title, open = true, headings = [] } = value as Record<string, unknown>;
  const known = typeof url === 'string' && URL.canParse(url) && typeof text === 'string';
  const when = typeof at === 'number' && at >= 0 && at <= NEWEST;
  const named = [failure, title].every((field) => field === undefined || typeof field === 'string');
  return known && when && named && open === true && Array.isArray(headings) && areHeadings(headings, text);
}

/** Whether they are lines of the text, in order. */
function areHeadings(values: unknown[], text: string): boolean {
  let after = 0;
  return values.every((value) => {
    if (typeof value !== 'object' || value === null) return false;
    const { start, end, level } = value as Record<string, unknown>;
    if (![start, end, level].every(Number.isSafeInteger)) return false;
    const [begin, stop] = [Number(start), Number(end)];
    const inOrder = begin >= after && stop > begin && stop <= text.length && Number(level) >= 1;
    after = stop;
    return inOrder;
  });
}
