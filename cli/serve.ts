// leann-web serve

import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MANIFEST } from '../web/hosted/publication.js';
import type { Command } from './command-line.js';
import { openPublished } from './published.js';
import { type ServeOptions, serve as serveFiles } from './static-server.js';

export type ServeCommand = Extract<Command, { name: 'serve' }>;

const PLACE = 'search/';

/** A page to look at a published index with. */
function pageOf(name: string, script: string): string {
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${escaped(name)}</title>
  <link rel="icon" href="data:,">
  <style>
    body { font: 1rem/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
    input { font: inherit; width: 100%; box-sizing: border-box; padding: 0.5rem 0.75rem; }
    li { margin: 1rem 0; }
    .estimated { opacity: 0.6; }
    output { color: GrayText; }
  </style>
  <h1>${escaped(name)}</h1>
  <input type="search" placeholder="Search by meaning" aria-label="Search by meaning" autofocus>
  <output></output>
  <ol></ol>
  <script type="module">
    import { LeannIndex } from './${PLACE}${script}';

    const [input, output, list] = ['input', 'output', 'ol'].map((name) => document.querySelector(name));
    const say = (error) => { output.textContent = error.message; };
    const index = LeannIndex.fromUrl('./${PLACE}', {
      onProgress: ({ file, loaded, total }) => {
        output.textContent = 'Loading ' + file + (total ? ' ' + Math.round((100 * loaded) / total) + ' %' : '');
      },
    });
    index.then((opened) => { output.textContent = opened.info().documents + ' documents'; }, say);

    function row({ id, title, text, score, exact }) {
      const item = document.createElement('li');
      const name = document.createElement('b');
      name.textContent = title ?? id;
      const about = document.createElement('small');
      about.textContent = ' ' + score.toFixed(3) + (title === undefined ? '' : ' · ' + id);
      const what = document.createElement('div');
      what.textContent = text.length > 300 ? text.slice(0, 300) + '…' : text;
      item.className = exact ? '' : 'estimated';
      item.append(name, about, what);
      return item;
    }

    let searching = new AbortController();
    input.addEventListener('input', async () => {
      searching.abort();
      const { signal } = (searching = new AbortController());
      try {
        const opened = await index;
        for await (const { hits, stats } of opened.search(input.value, { signal })) {
          list.replaceChildren(...hits.map(row));
          const { bytes } = opened.info().fetched;
          output.textContent =
            stats.recomputed + ' passages recomputed in ' + Math.round(stats.ms.total) + ' ms on ' + stats.device +
            ', ' + Math.round(bytes / 1000) + ' kB of index and texts fetched so far';
        }
      } catch (error) {
        if (!signal.aborted) say(error);
      }
    });
  </script>
</html>
`;
}

/**
 * Serves a published folder and a page that searches it, or a site as it is, until the signal. `print` is told where.
 */
export async function serve(
  { index, port, isolated }: ServeCommand,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = { port, isolated };
  if (await isSite(index)) return await serveUntil({ ...options, roots: { '/': index } }, print, signal);
  const { manifest } = await openPublished(index);
  if (manifest.runtime === undefined || manifest.model === undefined) {
    throw new Error(
      `cannot serve ${index}: it was built with --index-only, so there is nothing that a page could run`,
    );
  }
  const page = await mkdtemp(join(tmpdir(), 'leann-web-'));
  try {
    await writeFile(join(page, 'index.html'), pageOf(manifest.name, manifest.runtime.script));
    await serveUntil({ ...options, roots: { '/': page, [`/${PLACE}`]: index } }, print, signal);
  } finally {
    await rm(page, { recursive: true, force: true });
  }
}

/** Whether it has a page of its own, and is not a published folder. */
async function isSite(folder: string): Promise<boolean> {
  const has = async (name: string) => (await stat(join(folder, name)).catch(() => undefined)) !== undefined;
  return (await has('index.html')) && !(await has(MANIFEST));
}

async function serveUntil(
  options: ServeOptions,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const served = await serveFiles(options);
  try {
    print(`${served.url}/   (Ctrl-C ends)`);
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  } finally {
    await served.close();
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
