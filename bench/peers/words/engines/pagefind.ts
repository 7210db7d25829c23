// Pagefind: pages of HTML become a folder of small files, of which a page fetches what a query needs. Its script runs in Node
// with a `fetch` that reads files.

import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Engine, K, type Titled } from '../engine.js';
import { installed } from '../installed.js';

const { close, createIndex } = await installed<typeof import('pagefind')>('pagefind/lib/index.js');

/** Of its script, as far as it is used here. */
interface Script {
  options(options: { basePath: string }): Promise<void>;
  init(): Promise<void>;
  search(query: string): Promise<{ results: { data(): Promise<{ url: string }> }[] }>;
  destroy(): Promise<void>;
}

export const engine: Engine = {
  build: async (folder, { documents }) => {
    const pages = `${folder}/../pagefind-pages`;
    for (const [row, document] of documents.entries()) await writePage(pages, row, document);
    const { index, errors } = await createIndex({ forceLanguage: 'en' });
    if (index === undefined) throw new Error(errors.join('; '));
    const added = await index.addDirectory({ path: pages });
    const written = await index.writeFiles({ outputPath: folder });
    await close();
    const failed = [...added.errors, ...written.errors];
    if (failed.length > 0) throw new Error(failed.join('; '));
    await writeFile(`${folder}/../pagefind-ids.json`, JSON.stringify(documents.map(({ id }) => id)));
  },
  open: async (folder) => {
    const ids: string[] = JSON.parse(await readFile(`${folder}/../pagefind-ids.json`, 'utf8'));
    const script = `${folder}/pagefind.js`;
    let fetched = (await stat(script)).size;
    globalThis.fetch = async (address) => {
      const bytes = await readFile(new URL(String(address)));
      fetched += bytes.length;
      return new Response(bytes);
    };
    const pagefind: Script = await import(script);
    await pagefind.options({ basePath: pathToFileURL(`${folder}/`).href });
    await pagefind.init();
    return {
      search: async (query) => {
        const { results } = await pagefind.search(query);
        const shown = await Promise.all(results.slice(0, K).map((result) => result.data()));
        return shown.map(({ url }) => ids[rowOf(url)] ?? '');
      },
      fetched: () => fetched,
      close: () => pagefind.destroy(),
    };
  },
};

/** 1,000 pages a folder. */
async function writePage(pages: string, row: number, { title, text }: Titled): Promise<void> {
  const file = `${pages}/${Math.floor(row / 1000)}/${row}.html`;
  if (row % 1000 === 0) await mkdir(dirname(file), { recursive: true });
  const [heading, body] = [title, text].map((each) => each.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
  await writeFile(
    file,
    `<!doctype html><html lang="en"><title>${heading}</title><body><h1>${heading}</h1><p>${body}</p></body></html>`,
  );
}

function rowOf(url: string): number {
  return Number(/(\d+)\.html$/.exec(url)?.[1]);
}
