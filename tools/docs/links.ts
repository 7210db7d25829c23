// Links of the project's documents as links of the site: documents become pages, other files lead to the repository.

import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { ROOT } from '../paths.js';
import { ROOT_PAGES } from './contents.js';

/** Where files are read that are no pages. */
const REPOSITORY = 'https://github.com/leann-web/leann-web/blob/main/';

const IMAGES = 'docs/images/';

/** The destination of a link or an image in Markdown, without those of code. */
const LINK = /(\]\()([^()\s]+)(\))/g;
const CODE = /(^```.*?^```|`[^`\n]*`)/gms;

/**
 * The text of a document with its links rewritten.
 * @param document its path in the project.
 * @throws Error that names the link if its file is not there.
 */
export function siteLinks(text: string, document: string): string {
  const parts = text.split(CODE);
  return parts
    .map((part, row) =>
      row % 2 === 1
        ? part
        : part.replace(LINK, (_, open: string, target: string, close: string) => {
            return `${open}${siteLink(target, document)}${close}`;
          }),
    )
    .join('');
}

function siteLink(target: string, document: string): string {
  if (/^(https?:|mailto:|#)/.test(target)) return target;
  const [path = '', fragment] = target.split('#');
  const file = normalize(join(dirname(document), path));
  if (!existsSync(join(ROOT, file))) {
    throw new Error(`cannot make the site: ${document} links to ${target}, which is not there`);
  }
  const end = fragment === undefined ? '' : `#${fragment}`;
  if (file.startsWith(IMAGES)) return `./images/${file.slice(IMAGES.length)}`;
  const page = ROOT_PAGES[file] ?? /^docs\/([^/]+)\.md$/.exec(file)?.[1];
  return page === undefined ? `${REPOSITORY}${file}${end}` : `./${page}.md${end}`;
}
