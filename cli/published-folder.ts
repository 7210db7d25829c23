// Writes a published folder: all files beside those of before, then the manifest in one step, then the old ones go.

import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type HostedFile,
  type HostedManifest,
  parseHostedManifest,
  shardFiles,
} from '../web/hosted/manifest.js';
import { MANIFEST } from '../web/hosted/publication.js';
import { readIfThere, syncFolder, writeSynced } from './files.js';

/** Names that only this package gives: left by a build that was interrupted, where no manifest names them. */
const OURS =
  /^((index-[0-9a-f]{32}\.(leann|bin)|(nodes|documents)-[0-9a-f]{32}\.bin|(texts|columns|words|table|clusters|model-[0-9a-f]{16}\/tokens)\/([0-9a-f]{20}|[0-9a-f]{32})\.bin)(\.new)?|.*\.new)$/;

const OUR_FOLDERS = /^(texts|columns|words|table|clusters|model-[0-9a-f]{16})$/;

export class PublishedFolder {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** With a slash at the end. */
  get url(): URL {
    return pathToFileURL(`${this.#folder}${sep}`);
  }

  /** What is published there; undefined where nothing is. Errors: an Error where its manifest.json is something else. */
  async manifest(): Promise<HostedManifest | undefined> {
    const bytes = await readIfThere(join(this.#folder, MANIFEST));
    if (bytes === undefined) return undefined;
    try {
      return parseHostedManifest(JSON.parse(bytes.toString('utf8')));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message.replace(/^leann: /, '') : cause;
      throw new Error(
        `cannot build ${this.#folder}: its manifest.json is none that could be replaced: ${reason}`,
        {
          cause,
        },
      );
    }
  }

  /** A file of others that is there where nothing was published yet, and stays beside what will be. */
  async otherFile(): Promise<string | undefined> {
    const names = (await readdir(this.#folder).catch(() => [])) as string[];
    const isOurs = (name: string) => name === MANIFEST || OURS.test(name) || OUR_FOLDERS.test(name);
    // An interrupted build has left some of ours, and others whose names say nothing.
    return names.some(isOurs) ? undefined : names.find((name) => !name.startsWith('.'));
  }

  /** A file that a manifest lists; undefined where it is gone or another one. */
  async read({ path, sha256 }: HostedFile): Promise<Buffer | undefined> {
    const bytes = await readIfThere(join(this.#folder, path));
    return bytes !== undefined && hashOf(bytes) === sha256 ? bytes : undefined;
  }

  /** Puts a file there that is on the disk when this resolves; one that is there already stays. */
  async write(path: string, bytes: Uint8Array): Promise<HostedFile> {
    const place = join(this.#folder, path);
    const present = await readIfThere(place);
    if (present === undefined || !present.equals(bytes)) {
      await mkdir(dirname(place), { recursive: true });
      await rm(`${place}.new`, { force: true });
      await writeSynced(`${place}.new`, bytes);
      await rename(`${place}.new`, place);
    }
    return { path, bytes: bytes.length, sha256: hashOf(bytes) };
  }

  /** Makes these files, which are there, the published ones, and drops those of `before` and of interrupted builds. */
  async publish(manifest: HostedManifest, before: HostedManifest | undefined): Promise<void> {
    const kept = filesOf(manifest);
    for (const folder of new Set([...kept].map((path) => dirname(path))))
      await syncFolder(join(this.#folder, folder));
    await this.write(MANIFEST, Buffer.from(`${JSON.stringify(manifest, null, 1)}\n`));
    await syncFolder(this.#folder);
    const old = before === undefined ? [] : filesOf(before);
    const left = (await this.#paths()).filter((path) => OURS.test(path));
    const gone = new Set([...old, ...left].filter((path) => !kept.has(path)));
    for (const path of gone) await rm(join(this.#folder, path), { force: true });
    // A folder that is empty now goes too, inner ones first.
    const folders = new Set([...gone].flatMap(foldersOf));
    for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
      await rmdir(join(this.#folder, folder)).catch(() => undefined);
    }
  }

  async #paths(): Promise<string[]> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.#folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function filesOf(manifest: HostedManifest): Set<string> {
  return new Set([MANIFEST, ...[...manifest.files, ...shardFiles(manifest)].map(({ path }) => path)]);
}

/** Those that the file of a path is in, the published one itself left out. */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, at) => names.slice(0, at + 1).join('/'));
}
