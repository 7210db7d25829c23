// Which ONNX files are one model in several number formats, as its folder says.
import { sha256 } from '../base/sha256.js';

/** Beside config.json; `leann-web model` writes it. */
export const FORMATS_FILE = 'formats.json';

/** SHA-256 of ONNX files, in hexadecimal, each with the weights beside it. */
export interface Formats {
  /** Of the one that stands for all of them in fingerprints. */
  model: string;
  /** Of each file, by its path in the folder. */
  files: Readonly<Record<string, string>>;
}

/** What the file says; undefined of an empty object. Throws an Error that says what is wrong with it. */
export function formatsOf(json: object): Formats | undefined {
  if (Object.keys(json).length === 0) return undefined;
  const { model, files } = json as Partial<Formats>;
  const hashes: unknown[] = Object.values(Object(files));
  if (hashes.length > 0 && [model, ...hashes].every(isHash)) return json as Formats;
  throw new Error('it does not name files by their SHA-256');
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** The hash that stands for a model: another than its own only if the folder knows this very file. */
export function standingHash(hash: string, formats: Formats | undefined): string {
  return formats !== undefined && Object.values(formats.files).includes(hash) ? formats.model : hash;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Of a model and of the weights beside it. */
export async function weightsHash({
  model,
  external,
}: {
  model: Bytes;
  external: readonly { path: string; bytes: Bytes }[];
}): Promise<string> {
  const hash = await sha256(model);
  if (external.length === 0) return hash;
  const hashes = await Promise.all(external.map(async ({ path, bytes }) => `${path} ${await sha256(bytes)}`));
  return await sha256(new TextEncoder().encode([hash, ...hashes.sort()].join('\n')));
}
