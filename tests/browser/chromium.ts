// Pages in Chromium for tests: a script of this folder, bundled, served as strictly as a real site would, and watched.
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type LaunchOptions, type Page } from 'playwright-core';
import { serve } from '../../cli/static-server.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = join(HERE, '../../..');

/** WebGPU without a graphics card, computed by the processor: right, but very slow. */
export const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'";

/**
 * How to launch Chromium (the one of the environment variable CHROMIUM, else /usr/bin/chromium), for playwright's
 * `launch` and `launchPersistentContext`. `flags` take the place of `--disable-gpu`.
 */
export function chromiumOptions(flags: readonly string[] = ['--disable-gpu']): LaunchOptions {
  return { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, ...flags] };
}

/** Launches Chromium; the caller closes it. */
export async function launchChromium(flags?: readonly string[]): Promise<Browser> {
  return await chromium.launch(chromiumOptions(flags));
}

/** What the page complains about from now on: warnings and errors of the console, and uncaught ones. */
export function problemsOf(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  return problems;
}

/** A page script as a server offers it. */
export interface ServedScript {
  /** Of the page, with a slash at the end. */
  url: string;
  close(): Promise<void>;
}

/** Where the served page finds the project's files. */
export const PATHS = { models: '/models/', ort: '/ort/', core: '/core/' } as const;

/**
 * Bundles the compiled module `name` of this folder into build/browser-tests/ and serves it in an empty page, with the
 * package's worker beside it.
 * @param isolated whether the page may use threads.
 */
export async function serveScript(name: string, { isolated = false } = {}): Promise<ServedScript> {
  const folder = join(ROOT, 'build/browser-tests', name);
  await rm(folder, { recursive: true, force: true });
  const options = {
    bundle: true,
    format: 'esm',
    splitting: true,
    outdir: folder,
    logLevel: 'error',
  } as const;
  await build({ ...options, entryPoints: [join(ROOT, 'dist/web/worker/worker.js')] });
  await build({
    ...options,
    stdin: {
      contents: `import * as script from './${name}.js'; globalThis.pageScript = script;`,
      resolveDir: HERE,
      sourcefile: 'page.js',
    },
    entryNames: 'page',
  });
  await writeFile(join(folder, 'index.html'), html(name));
  // Browsers ask for one, and a 404 would be a problem.
  await writeFile(join(folder, 'favicon.ico'), '');
  const { url, close } = await serve({
    isolated,
    roots: {
      '/': folder,
      [PATHS.models]: join(ROOT, 'build/models'),
      [PATHS.ort]: join(ROOT, 'node_modules/onnxruntime-web/dist'),
      [PATHS.core]: join(ROOT, 'dist/web/core'),
    },
  });
  return { url: `${url}/`, close };
}

function html(title: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <title>${title}</title>
    <script type="module" src="page.js"></script>
  </head>
  <body></body>
</html>
`;
}

type Callable<Script, Name extends keyof Script> = Script[Name] extends (...args: infer Args) => infer Result
  ? { args: Args; result: Awaited<Result> }
  : never;

/** A page with a script, whose exports the test calls: `new ScriptPage<typeof import('./x-page.js')>(page)`. */
export class ScriptPage<Script> {
  /** Errors of the console, uncaught ones, and what the content security policy forbade. */
  readonly problems: string[] = [];
  /** URLs of all requests but those of `blob:` and `data:`. */
  readonly requests: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => {
      if (message.type() === 'error') this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url())) this.requests.push(request.url());
    });
  }

  /** Watches the page from now on and opens the script in it. */
  static async open<Script>(page: Page, { url }: ServedScript): Promise<ScriptPage<Script>> {
    const script = new ScriptPage<Script>(page);
    await page.goto(url);
    await page.waitForFunction(() => 'pageScript' in globalThis);
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

  /** Requests that did not go to the page's own server. */
  foreignRequests(): string[] {
    const { origin } = new URL(this.page.url());
    return this.requests.filter((url) => new URL(url).origin !== origin);
  }
}
