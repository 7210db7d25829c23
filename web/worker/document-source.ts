// Documents on their way from the page to the worker, in chunks that are sent quickly.

import { isJsonObject, type JsonObject } from '../base/json.js';
import { absoluteUrl } from '../base/platform.js';
import { checkIterable } from '../change/check-documents.js';
import type { AnyDocument, Document, Documents, ImageDocument } from '../interface/document.js';
import type { Heading } from '../text/heading.js';
import { type Image, isPicture } from '../text/picture.js';
import type { DocumentSource } from './services.js';

/** Limits of a chunk: UTF-16 code units, and milliseconds that the page works on it. */
const UNITS_AT_ONCE = 65_536;
const MS_AT_ONCE = 8;
/** Counted for each document besides its text, and for each heading. */
const UNITS_A_DOCUMENT = 100;
const UNITS_A_HEADING = 30;

/** The documents as a service, and their number if it is known. They are read when the worker asks for them. Errors: `invalid-argument`. */
export function documentSource(documents: Documents): {
  source: DocumentSource;
  count: number | undefined;
} {
  checkIterable(documents);
  const read = () => (Symbol.asyncIterator in documents ? oneByOne(documents) : inChunks(documents));
  return { source: { read }, count: Array.isArray(documents) ? documents.length : undefined };
}

async function* oneByOne(documents: AsyncIterable<AnyDocument>): AsyncGenerator<unknown[], void> {
  for await (const document of documents) yield [copyable(document)];
}

async function* inChunks(documents: Iterable<AnyDocument>): AsyncGenerator<unknown[], void> {
  let chunk: unknown[] = [];
  let units = 0;
  let began = performance.now();
  for (const document of documents) {
    const copy = copyable(document);
    chunk.push(copy);
    units += unitsOf(copy);
    if (units < UNITS_AT_ONCE && performance.now() - began < MS_AT_ONCE) continue;
    yield chunk;
    chunk = [];
    units = 0;
    began = performance.now();
  }
  if (chunk.length > 0) yield chunk;
}

function unitsOf(copy: Copy | null): number {
  const { text = '', image, headings, metadata } = copy ?? {};
  const metadataUnits = metadata ? JSON.stringify(metadata).length : 0;
  return (
    UNITS_A_DOCUMENT +
    text.length +
    unitsOfImage(image) +
    metadataUnits +
    UNITS_A_HEADING * (headings?.length ?? 0)
  );
}

function unitsOfImage(image: Image | null | undefined): number {
  if (typeof image === 'string') return image.length;
  return image instanceof Blob ? image.size : 0;
}

/** The fields of a document; one of the wrong type stays wrong, but can be copied. */
interface Copy {
  id?: string;
  text?: string;
  image?: Image | null;
  title?: string | null;
  url?: string | null;
  metadata?: JsonObject | null;
  headings?: (HeadingCopy | null)[] | null;
  vector?: Float32Array | null;
}

/** A URL is taken from the page. */
function copyableImage(image: unknown): Image | null {
  if (typeof image === 'string') return isPicture(image) ? image : absoluteUrl(image);
  const isBitmap = typeof ImageBitmap === 'function' && image instanceof ImageBitmap;
  return image instanceof Blob || isBitmap ? image : null;
}

type HeadingCopy = Partial<Record<keyof Heading, number | string | null>>;

function copyable(document: unknown): Copy | null {
  if (typeof document !== 'object' || document === null) return null;
  const { id, text, image, title, url, metadata, headings, vector } = document as Partial<
    Record<keyof Document | keyof ImageDocument, unknown>
  >;
  return {
    ...(typeof id === 'string' && { id }),
    ...(typeof text === 'string' && { text }),
    ...(image !== undefined && { image: copyableImage(image) }),
    ...(title !== undefined && { title: typeof title === 'string' ? title : null }),
    ...(url !== undefined && { url: typeof url === 'string' ? url : null }),
    ...(metadata !== undefined && { metadata: isJsonObject(metadata) ? metadata : null }),
    ...(headings !== undefined && {
      headings: Array.isArray(headings) ? headings.map(copyableHeading) : null,
    }),
    ...(vector !== undefined && { vector: copyableVector(vector) }),
  };
}

function copyableHeading(heading: unknown): HeadingCopy | null {
  if (typeof heading !== 'object' || heading === null) return null;
  const { start, end, level, anchor } = heading as Partial<Record<keyof Heading, unknown>>;
  return {
    start: plain(start),
    end: plain(end),
    level: plain(level),
    ...(anchor !== undefined && { anchor: plain(anchor) }),
  };
}

function plain(value: unknown): number | string | null {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

function copyableVector(vector: unknown): Float32Array | null {
  return Array.isArray(vector) || vector instanceof Float32Array ? Float32Array.from(vector) : null;
}
