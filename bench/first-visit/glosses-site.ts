// All 117,791 glosses of WordNet behind <leann-search>: graph and codes are those of demo/glosses, words and table are made here.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { EmbedderPool } from '../../cli/embedder-pool.js';
import { PublishedFolder } from '../../cli/published-folder.js';
import { copyRuntime } from '../../cli/site-files.js';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { exportGlosses, INDEX_FILE } from '../../tools/dictionary/glosses.js';
import { CORE, MODEL } from '../../tools/paths.js';
import { publish } from '../../web/hosted/publish.js';
import { Core, embedderFrom } from '../../web/index.js';
import { ELEMENT_PAGE, elementOn, elementSite } from './element-site.js';
import type { Site } from './site.js';

const QUERIES = [
  'water that falls from clouds',
  'an insect that makes honey',
  'fear of heights',
  'a person who mends shoes',
];

export async function glossesSite(folder: string): Promise<Site> {
  const core = await Core.load(await readFile(CORE));
  const { fingerprint } = core.read(await readFile(INDEX_FILE));
  // Of the glosses themselves nothing is embedded.
  const none = embedderFrom(() => [], { dimension: 384, fingerprint });
  const exported = await exportGlosses(core, none);
  if (exported === undefined) throw new Error('leann: cannot measure: demo/glosses is of another model');
  const to = new PublishedFolder(`${folder}/search`);
  const { runtime, files } = await copyRuntime(to, 'int8');
  const write = async (path: string, bytes: Uint8Array) => void (await to.write(path, bytes));
  const embedder = await EmbedderPool.load(MODEL, { signal: new AbortController().signal });
  const embedTerms = (terms: string[]) => embedder.embed(terms);
  const manifest = await publish({
    core,
    exported,
    name: 'WordNet',
    others: files,
    runtime,
    write,
    embedTerms,
  });
  await embedder.close();
  await to.publish(manifest, await to.manifest());
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/index.html`, ELEMENT_PAGE);
  return { name: '117,791 glosses, no model', folder, queries: QUERIES, ...elementOn() };
}

/** All of them, or the first `count`, by the command line with some options: everything is embedded. */
export async function builtGlossesSite(
  options: readonly string[],
  folder: string,
  count?: number,
): Promise<Site> {
  const source = `${folder}/glosses.jsonl`;
  const glosses = readGlosses().slice(0, count);
  await mkdir(folder, { recursive: true });
  await writeFile(source, glosses.map((gloss) => JSON.stringify(gloss)).join('\n'));
  const site = await elementSite(source, options, folder);
  const name = `${glosses.length.toLocaleString('en')} glosses, ${options.join(' ')}, no model`;
  return { ...site, name, queries: QUERIES };
}
