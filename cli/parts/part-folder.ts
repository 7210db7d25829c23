// The folder of a part of a build: the documents of its share and their vectors.
//
// part.json        what is in it, written last: without it, the part is not finished
// documents.jsonl  { "at": place among all documents, "document": as it was read }, ascending
// vectors          cli/vector-file.ts

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fieldsOf, isCount, isOptional, isText } from '../../web/base/fields.js';
import type { Document } from '../../web/index.js';
import { readIfThere, syncFolder, writeSynced } from '../files.js';
import { linesOf } from '../json-lines.js';
import type { Share } from './share.js';

const VERSION = 1;

export interface PartRecord extends Share {
  /** SHA-256 of all documents of the source, of which these are a share. */
  source: string;
  /** Documents of the source, and of this share. */
  all: number;
  documents: number;
  /** SHA-256 of documents.jsonl. */
  sha256: string;
  /** Different passages. */
  vectors: number;
  /** Of the model. */
  fingerprint: string;
  maxTokens: number | undefined;
}

/** A document, and its place among all. */
export interface PlacedDocument {
  at: number;
  document: Document;
}

export class PartFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  get vectors(): string {
    return join(this.path, 'vectors');
  }

  get #record(): string {
    return join(this.path, 'part.json');
  }

  get #documents(): string {
    return join(this.path, 'documents.jsonl');
  }

  /** Errors: an Error if the part is not finished, or is none. */
  async read(): Promise<PartRecord> {
    const bytes = await readIfThere(this.#record);
    if (bytes === undefined) throw this.#failure('it is not finished: there is no part.json');
    let value: unknown;
    try {
      value = JSON.parse(bytes.toString('utf8'));
    } catch {
      throw this.#failure('its part.json is not JSON');
    }
    const fields = fieldsOf(value, 'part.json', (name) => this.#failure(`"${name}" is wrong`));
    if (fields('version', isCount) !== VERSION) throw this.#failure('it was made by another release');
    return {
      part: fields('part', isCount),
      of: fields('of', isCount),
      source: fields('source', isText),
      all: fields('all', isCount),
      documents: fields('documents', isCount),
      sha256: fields('sha256', isText),
      vectors: fields('vectors', isCount),
      fingerprint: fields('fingerprint', isText),
      maxTokens: fields('maxTokens', isOptional(isCount)),
    };
  }

  /** It is not finished any more. */
  async begin(): Promise<void> {
    await rm(this.#record, { force: true });
  }

  /** Replaces the documents. Yields each once it is written, so that only one has to fit into memory; what it gives is a digest. */
  async *keep(documents: AsyncIterable<PlacedDocument>): AsyncGenerator<Document, string> {
    const digest = createHash('sha256');
    const file = await open(`${this.#documents}.new`, 'w');
    try {
      for await (const { at, document } of documents) {
        const line = Buffer.from(`${JSON.stringify({ at, document })}\n`);
        digest.update(line);
        await file.write(line);
        yield document;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${this.#documents}.new`, this.#documents);
    return digest.digest('hex');
  }

  /** It is finished. */
  async finish(record: PartRecord): Promise<void> {
    await rm(`${this.#record}.new`, { force: true });
    const text = JSON.stringify({ version: VERSION, ...record }, undefined, 1);
    await writeSynced(`${this.#record}.new`, Buffer.from(`${text}\n`));
    await rename(`${this.#record}.new`, this.#record);
    await syncFolder(this.path);
  }

  /** Its documents, ascending. Errors: an Error at the end if they are not what was kept. */
  async *documents({ sha256 }: PartRecord): AsyncGenerator<PlacedDocument> {
    const digest = createHash('sha256');
    const read = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        digest.update(chunk);
        yield chunk;
      }
    };
    try {
      const bytes = read(createReadStream(this.#documents));
      for await (const line of linesOf(bytes)) yield JSON.parse(Buffer.from(line.bytes).toString('utf8'));
    } catch (cause) {
      throw this.#failure('its documents cannot be read', cause);
    }
    if (digest.digest('hex') !== sha256) throw this.#failure('its documents are not what was written');
  }

  #failure(reason: string, cause?: unknown): Error {
    return new Error(`cannot merge ${this.path}: ${reason}`, { cause });
  }
}
