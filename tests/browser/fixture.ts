// The set-up of each suite in Chromium: a browser, servers and page scripts, closed after its last test.

import { after, before } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Served, type ServeOptions, serve } from '../../cli/static-server.js';
import { launchChromium } from '../../tools/chromium/launch.js';
import { ScriptPage, type ServedScript, serveScript } from './script-page.js';

/** How long a page may take for one thing; enough for the model on a busy machine. */
const PATIENCE_MS = 120_000;

/**
 * Chromium for the suite in whose `describe` it is made. The browser, and a context for pages that share their storage, are
 * there in the hooks that the suite itself registers after that; both, and all that was served, are closed after its tests.
 */
export class BrowserSuite {
  browser!: Browser;
  context!: BrowserContext;
  readonly #servers: Served[] = [];

  /** @param flags as for {@link launchChromium}. */
  constructor(flags?: readonly string[]) {
    before(async () => {
      this.browser = await launchChromium(flags);
      this.context = await this.newContext();
    });
    after(async () => {
      await this.browser?.close();
      await Promise.all(this.#servers.map((server) => server.close()));
    });
  }

  /** A context whose pages share nothing with those of others. */
  async newContext(): Promise<BrowserContext> {
    const context = await this.browser.newContext();
    context.setDefaultTimeout(PATIENCE_MS);
    return context;
  }

  /** Serves folders until the suite ends, or until the server is closed. */
  async serve(options: ServeOptions): Promise<Served> {
    const served = await serve(options);
    this.#servers.push(served);
    return served;
  }
}

/** A suite whose pages run a module of the tests: `new ScriptSuite<typeof import('./x-page.js')>('browser/x-page')`. */
export class ScriptSuite<Script> extends BrowserSuite {
  served!: ServedScript;

  /** @param module as for {@link serveScript}. */
  constructor(module: string, flags?: readonly string[]) {
    super(flags);
    before(async () => {
      this.served = await serveScript(module);
    });
    after(() => this.served?.close());
  }

  /** Opens the script, by default in another page of the suite's context. */
  async open(page?: Page): Promise<ScriptPage<Script>> {
    return ScriptPage.open(page ?? (await this.context.newPage()), this.served);
  }
}
