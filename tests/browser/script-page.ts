// Pages whose script is a module of the tests: served as strictly as a real site would, watched, and called from Node.

import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { type Served, serve } from '../../cli/static-server.js';
import { bundlePage } from '../../tools/chromium/bundle-page.js';
import { ROOT } from '../../tools/paths.js';
import { watch } from './watch.js';

/** The content security policy of the pages of tests: what the package needs, and nothing else. */
export const POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

/** How often is looked for what comes soon. */
const ATTEMPTS = 100;

const FOLDERS = `${ROOT}build/browser-tests/`;

/** A served page script. */
export interface ServedScript extends Served {
  /** What is served at `/`: no other suite's, since suites that share a module run side by side. */
  folder: string;
}

/**
 * Bundles a compiled module of dist/tests, named `browser/x-page`, as the script of an empty page and serves that at `/`,
 * with the package's worker beside it, and models, ONNX Runtime and core under `/models/`, `/ort/` and `/core/`. The URL is
 * that of the page.
 * @param isolated whether the page may use threads.
 */
export async function serveScript(module: string, { isolated = false } = {}): Promise<ServedScript> {
  await mkdir(FOLDERS, { recursive: true });
  const folder = await mkdtemp(`${FOLDERS}${basename(module)}-`);
  await bundlePage(`${ROOT}dist/tests/${module}.js`, folder, { policy: POLICY });
  await build({
    entryPoints: [`${ROOT}dist/web/worker/worker.js`],
    bundle: true,
    format: 'esm',
    splitting: true,
    outdir: folder,
    logLevel: 'error',
  });
  // Beside the scripts, where the package has them.
  for (const kernel of ['plain', 'relaxed-sum', 'relaxed-pairs']) {
    const file = `leann-encoder-${kernel}.wasm`;
    await cp(`${ROOT}dist/web/encoder/${file}`, `${folder}/${file}`);
  }
  const { url, close } = await serve({
    isolated,
    roots: {
      '/': folder,
      '/models/': `${ROOT}build/models`,
      '/ort/': `${ROOT}node_modules/onnxruntime-web/dist`,
      '/core/': `${ROOT}dist/web/core`,
    },
  });
  return {
    url: `${url}/`,
    folder,
    close: async () => {
      await close();
      await rm(folder, { recursive: true });
    },
  };
}

type Callable<Script, Name extends keyof Script> = Script[Name] extends (...args: infer Args) => infer Result
  ? { args: Args; result: Awaited<Result> }
  : never;

/** A page with a script, whose exports the test calls: `ScriptPage<typeof import('./x-page.js')>`. */
export class ScriptPage<Script> {
  readonly problems: string[];
  readonly requests: string[];

  private constructor(readonly page: Page) {
    const { problems, requests } = watch(page);
    this.problems = problems;
    this.requests = requests;
  }

  /** Watches the page from now on and opens the script in it. */
  static async open<Script>(page: Page, { url }: Served): Promise<ScriptPage<Script>> {
    const script = new ScriptPage<Script>(page);
    await page.goto(url);
    await page
      .waitForFunction(() => 'pageScript' in globalThis)
      .catch((error: unknown) => {
        throw new Error(`the script of ${url} did not start: ${script.problems.join('; ')}`, {
          cause: error,
        });
      });
    return script;
  }

  /** Calls an export of the script. Arguments and result are copied as JSON. */
  async call<Name extends keyof Script & string>(
    name: Name,
    ...args: Callable<Script, Name>['args']
  ): Promise<Callable<Script, Name>['result']> {
    const call = { name: name as string, args: args as unknown[] };
    return await this.page.evaluate(async ({ name, args }) => {
      const script: Record<string, (...args: unknown[]) => unknown> = Reflect.get(globalThis, 'pageScript');
      return (await script[name]?.(...args)) as never;
    }, call);
  }

  /** A worker that was terminated is gone a little later. */
  async untilWithoutWorker(): Promise<void> {
    for (let attempt = 0; this.page.workers().length > 0; attempt++) {
      if (attempt === ATTEMPTS) throw new Error('a worker stays');
      await this.page.waitForTimeout(20 * (1 + attempt));
    }
  }

  /** Requests that did not go to the page's own server. */
  foreignRequests(): string[] {
    const { origin } = new URL(this.page.url());
    return this.requests.filter((url) => new URL(url).origin !== origin);
  }
}
