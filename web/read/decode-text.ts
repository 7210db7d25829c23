// The text of a file's bytes, in the encoding that the file says it has.

import { parse } from 'parse5';
import { attributeOf, elementsOf } from './html-tree.js';

/** Where HTML has to declare its encoding. */
const PRESCANNED = 1024;
const XML_DECLARATION = /^<\?xml[^>]{0,200}?\sencoding=["']([\w.:-]{1,40})["']/;
const CHARSET = /charset\s*=\s*["']?\s*([\w.:-]{1,40})/i;

/** What bytes 80 to 9F mean; the five that mean nothing stay. */
const WINDOWS_1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

export interface DecodeOptions {
  /** Whether `<meta charset>` and the declaration of XML count. Default false. */
  markup?: boolean;
  /** The value of a header `Content-Type`, which comes before what the text says. */
  contentType?: string;
}

/**
 * By the byte order mark, the header, the declaration in the text, else as UTF-8, else as Windows-1252, which takes any
 * bytes. Errors: an Error for bytes that are no text.
 */
export function decodeText(bytes: Uint8Array, { markup = false, contentType }: DecodeOptions = {}): string {
  const marked = ofMark(bytes) ?? labelled(CHARSET.exec(contentType ?? '')?.[1]);
  const encoding = marked ?? ofNulls(bytes) ?? (markup ? declared(bytes) : undefined);
  if (encoding !== undefined) return decoded(bytes, encoding);
  if (bytes.includes(0)) throw new Error('it is not text');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decoded(bytes, 'windows-1252');
  }
}

function decoded(bytes: Uint8Array, encoding: string): string {
  const plain = new TextDecoder(encoding).decode(bytes);
  // Node 20 takes Windows-1252 for Latin-1.
  const text = encoding === 'windows-1252' ? plain.replace(/[\x80-\x9f]/g, ofWindows) : plain;
  if (text.includes('\0')) throw new Error('it is not text');
  return text;
}

function ofWindows(control: string): string {
  return WINDOWS_1252.charAt(control.charCodeAt(0) - 0x80);
}

function ofMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}

/** UTF-16 without its mark: most of its high bytes are zero, and always at the same place of two. */
function ofNulls(bytes: Uint8Array): string | undefined {
  if (bytes.length < 2 || bytes.length % 2 === 1) return undefined;
  const seen = bytes.subarray(0, PRESCANNED);
  const nulls: [even: number, odd: number] = [0, 0];
  for (const [at, byte] of seen.entries()) if (byte === 0) nulls[(at & 1) as 0 | 1]++;
  const [even, odd] = nulls;
  const many = seen.length / 4;
  if (odd > many && even === 0) return 'utf-16le';
  return even > many && odd === 0 ? 'utf-16be' : undefined;
}

function declared(bytes: Uint8Array): string | undefined {
  const begin = new TextDecoder('windows-1252').decode(bytes.subarray(0, PRESCANNED));
  const label = XML_DECLARATION.exec(begin)?.[1] ?? charsetOfMeta(begin);
  const encoding = labelled(label);
  // A text that could be read so far is in no encoding of two bytes.
  return encoding?.startsWith('utf-16') ? 'utf-8' : encoding;
}

function charsetOfMeta(begin: string): string | undefined {
  for (const element of elementsOf(parse(begin))) {
    if (element.tagName !== 'meta') continue;
    const charset = attributeOf(element, 'charset');
    if (charset !== undefined) return charset;
    if (attributeOf(element, 'http-equiv')?.toLowerCase() !== 'content-type') continue;
    return CHARSET.exec(attributeOf(element, 'content') ?? '')?.[1];
  }
  return undefined;
}

/** The encoding of a label as browsers know it; undefined for any other. */
function labelled(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label.trim()).encoding;
  } catch {
    return undefined;
  }
}
