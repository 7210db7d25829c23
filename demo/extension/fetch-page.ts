// Fetches one page, as a stranger: without cookies, not for long, not too much.

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
  return new TextDecoder(encodingOf(type, bytes)).decode(bytes);
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

function encodingOf(type: string, bytes: Uint8Array): string {
  const begin = String.fromCharCode(...bytes.subarray(0, 1024));
  const label = (/charset=["']?([\w-]+)/i.exec(type) ?? /<meta[^>]+charset=["']?([\w-]+)/i.exec(begin))?.[1];
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return 'utf-8';
  }
}
