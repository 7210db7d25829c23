// What Debian packages hold that benchmarks index and ask: Python's documentation, and Webster's dictionary.

import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../tools/paths.js';
import { unpackPackages } from './debian-packages.js';

const FOLDER = `${ROOT}build/bench/debian`;
const PAGES = `${ROOT}build/bench/python-pages`;
const CHAPTERS = ['faq', 'howto', 'reference', 'tutorial', 'using'];

/** Paths of what is fetched, the first time that it is asked for. */
export interface Documentation {
  /** A folder of 64 pages of Python's documentation. */
  pages: string;
  /** All pages of it, as a pattern. */
  documentation: string;
  /** Webster's dictionary of 1913, for `readWebster`. */
  dictionary: string;
}

/** Errors: those of {@link unpackPackages}. */
export function documentation(): Documentation {
  unpackPackages(['python3.11-doc', 'dict-gcide'], FOLDER);
  const html = `${FOLDER}/usr/share/doc/python3.11/html`;
  if (!existsSync(PAGES)) {
    const unfinished = `${PAGES}.part`;
    rmSync(unfinished, { recursive: true, force: true });
    for (const chapter of CHAPTERS) {
      const isPage = (path: string) => path.endsWith(chapter) || path.endsWith('.html');
      cpSync(join(html, chapter), join(unfinished, chapter), { recursive: true, filter: isPage });
    }
    renameSync(unfinished, PAGES);
  }
  return {
    pages: PAGES,
    documentation: `${html}/**/*.html`,
    dictionary: `${FOLDER}/usr/share/dictd/gcide.dict.dz`,
  };
}
