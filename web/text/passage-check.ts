// A short check of a passage's text, which tells whether it is still the text that was embedded.

import { crc32c } from '../base/crc32.js';

const encoder = new TextEncoder();

/** The low 16 bits of the CRC-32C of the text in UTF-8. A changed text has the same check with a chance of 1 in 65,536. */
export function checkOf(text: string): number {
  return crc32c(encoder.encode(text)) & 0xffff;
}
