// Finds the files of a folder as people expect it: links are followed once, what is hidden or ignored is left out.

import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ignore, { type Ignore } from 'ignore';
import { MANIFEST } from '../web/hosted/publication.js';

/** A folder that holds no documents. */
const INSTALLED = 'node_modules';
const IGNORE_FILE = '.gitignore';
/** What sites show at addresses where there is nothing: no answer. A pattern such as `!/404.html` takes one back. */
const NO_ANSWERS = ['/404.html', '/404/index.html'];
/** The file of a published index whose name says what it is. */
const INDEX = /^index-[0-9a-f]{32}\.(?:leann|bin)$/;

export interface FilesOptions {
  /** Folders to leave out. */
  without: readonly string[];
  /** Patterns as in a `.gitignore`, from the folder. */
  exclude: readonly string[];
  /** Told what could not be read, with a path from the folder. */
  onSkip: (path: string, reason: string) => void;
}

/** Rules of a folder, for what lies below it. */
interface Rules {
  prefix: string;
  rules: Ignore;
}

/**
 * Paths of the files below a folder, with `/`, in the order of their names. A `.gitignore` within the folder counts. A folder
 * that a link leads to again is not read twice. Pages for addresses where there is nothing (`404.html`) are left out. Errors: those
 * of reading the folder itself.
 */
export async function filesIn(folder: string, options: FilesOptions): Promise<string[]> {
  const search = new FileSearch(folder, options);
  await search.read('', [{ prefix: '', rules: ignore().add([...NO_ANSWERS, ...options.exclude]) }]);
  return search.found.toSorted();
}

class FileSearch {
  readonly found: string[] = [];
  readonly #folder: string;
  readonly #options: FilesOptions;
  readonly #left: ReadonlySet<string>;
  /** Folders by what they really are, and the path each was first found at. */
  readonly #seen = new Map<string, string>();

  constructor(folder: string, options: FilesOptions) {
    this.#folder = folder;
    this.#options = options;
    this.#left = new Set(options.without.map((path) => resolve(path)));
  }

  async read(path: string, outer: readonly Rules[]): Promise<void> {
    const place = join(this.#folder, path);
    this.#seen.set(await realpath(place), path);
    const entries = await readdir(place, { withFileTypes: true });
    if (isPublished(entries.map(({ name }) => name))) return;
    const own = entries.some(({ name }) => name === IGNORE_FILE)
      ? await readFile(join(place, IGNORE_FILE), 'utf8').catch(() => '')
      : '';
    const rules = own === '' ? outer : [...outer, { prefix: path, rules: ignore().add(own) }];
    const links: string[] = [];
    for (const entry of entries) {
      const child = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.name.startsWith('.') || isIgnored(child, entry.isDirectory(), rules)) continue;
      if (entry.isFile()) this.found.push(child);
      else if (entry.isDirectory()) await this.#folderAt(child, entry.name, rules);
      else if (entry.isSymbolicLink()) links.push(child);
    }
    // After what is really there, so that a link to a folder of this one is the one that is left out.
    for (const link of links.toSorted()) await this.#follow(link, rules);
  }

  async #folderAt(path: string, name: string, rules: readonly Rules[]): Promise<void> {
    if (name === INSTALLED || this.#left.has(resolve(this.#folder, path))) return;
    try {
      const real = await realpath(join(this.#folder, path));
      const known = this.#seen.get(real);
      if (known === undefined && !this.#left.has(real)) await this.read(path, rules);
      else if (known !== undefined)
        this.#options.onSkip(
          path,
          `it is ${known === '' ? 'the folder itself' : known}, which is read already`,
        );
    } catch (error) {
      this.#options.onSkip(path, reasonOf(error));
    }
  }

  async #follow(path: string, rules: readonly Rules[]): Promise<void> {
    const kind = await stat(join(this.#folder, path)).catch(() => undefined);
    if (kind === undefined) this.#options.onSkip(path, 'it is a link that leads nowhere');
    else if (kind.isFile()) this.found.push(path);
    else if (kind.isDirectory() && !isIgnored(path, true, rules)) {
      await this.#folderAt(path, path.slice(path.lastIndexOf('/') + 1), rules);
    }
  }
}

/** Whether these are the files of a published index: what a site holds of one is none of its documents. */
function isPublished(names: readonly string[]): boolean {
  return names.includes(MANIFEST) && names.some((name) => INDEX.test(name));
}

function isIgnored(path: string, isFolder: boolean, rules: readonly Rules[]): boolean {
  let ignored = false;
  for (const { prefix, rules: own } of rules) {
    const relative = prefix === '' ? path : path.slice(prefix.length + 1);
    const answer = own.test(isFolder ? `${relative}/` : relative);
    if (answer.ignored) ignored = true;
    else if (answer.unignored) ignored = false;
  }
  return ignored;
}

/** Why something could not be done. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'it may not be read';
  return error.message;
}
