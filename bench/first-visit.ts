// How soon a page with <leann-search> answers its first visitor, and what that fetches: Chromium, nothing in its cache, on slow
// lines. Builds the published folder first. If Pagefind is installed and the source is a folder of HTML, the same with that.
// Prints Markdown tables.
// node dist/bench/first-visit.js SOURCE [build options …]   (SOURCE as of `leann-web build`, or glosses: all of WordNet's, which are
// embedded only if there are options)

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { ROOT } from '../tools/paths.js';
import { elementSite } from './first-visit/element-site.js';
import { builtGlossesSite, glossesSite } from './first-visit/glosses-site.js';
import { pagefindSite } from './first-visit/pagefind-site.js';
import { printVisits } from './first-visit/visits.js';

const FOLDER = `${ROOT}build/bench/first-visit`;
/** In place of a source: the dictionary of the demo. */
const GLOSSES = 'glosses';

const [source, ...options] = process.argv.slice(2);
if (source === undefined) throw new Error('leann: cannot measure: SOURCE is needed');
const sites =
  source !== GLOSSES
    ? [await elementSite(source, options, FOLDER)]
    : options.length === 0
      ? [await glossesSite(`${FOLDER}-glosses`)]
      : [await builtGlossesSite(options, `${FOLDER}-built-glosses`)];
if (source !== GLOSSES && existsSync(`${ROOT}bench/peers/node_modules/pagefind`) && !source.includes('*')) {
  const folder = `${FOLDER}-pagefind`;
  await mkdir(folder, { recursive: true });
  sites.push(await pagefindSite(source, folder));
}

await printVisits(sites);
