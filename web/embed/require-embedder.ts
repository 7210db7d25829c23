// An index is used with the model that built it, in whatever number format, and with no other.

import { LeannError } from '../base/error.js';
import type { Embedder } from './embedder.js';

/** `action` is for the message: `open index "notes"`. Errors: `embedder-mismatch`. */
export function requireEmbedder(action: string, builtWith: string, { fingerprint }: Embedder): void {
  if (builtWith === fingerprint) return;
  throw new LeannError(
    'embedder-mismatch',
    `leann: cannot ${action}: it was built with the embedder "${builtWith}", this one is "${fingerprint}"${difference(builtWith, fingerprint)}`,
  );
}

/** Of an ONNX model: what it and its tokenizer are, then its settings (`fingerprintOf`). */
const OF_MODEL = /^([0-9a-f]{16}):/;

/** In what two models differ; nothing is said of embedders of others. */
function difference(builtWith: string, fingerprint: string): string {
  const [, wanted] = OF_MODEL.exec(builtWith) ?? [];
  const [, given] = OF_MODEL.exec(fingerprint) ?? [];
  if (wanted === undefined || given === undefined) return '';
  if (wanted === given) return ', the same model with other settings';
  return ', another model, or a number format that formats.json does not name';
}
