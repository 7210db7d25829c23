// Fetches one page, as a stranger: without cookies, not for long, not too much.

import { decodeText } from '../../web/read/decode-text.js';

const PATIENCE_MS = 15_000;
const LARGEST_BYTES = 3 << 20;

/** The page as text; rejects with why it cannot be had. */
export async function fetchPage(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'default',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
  });
  if (!response.ok) throw new Error(`the site answered ${response.status}`);
  const type = response.headers.get('Content-Type') ?? '';
  if (!/^(text\/html|application\/xhtml\+xml)\b/i.test(type)) throw new Error(`it is no page but ${type}`);
  const bytes = await readSome(response);
  return decodeText(bytes, { markup: true, contentType: type });
}

/** What follows the largest size is not waited for. */
async function readSome(response: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  while (reader !== undefined && size < LARGEST_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
  }
  await reader?.cancel();
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
