// Chromium and Firefox, driven by playwright.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  type Engine,
  type EngineContext,
  type EngineName,
  type EngineOptions,
  type EnginePage,
  PATIENCE_MS,
} from './engine.js';

export class PlaywrightEngine implements Engine {
  readonly name: EngineName;
  readonly title: string;
  readonly #browser: Browser;
  readonly #options: EngineOptions;

  constructor(name: 'chromium' | 'firefox', browser: Browser, options: EngineOptions) {
    this.name = name;
    this.title = `${name === 'chromium' ? 'Chromium' : 'Firefox'} ${browser.version()}`;
    this.#browser = browser;
    this.#options = options;
  }

  async newContext(): Promise<EngineContext> {
    const { colorScheme = 'light', language } = this.#options;
    const isChromium = this.name === 'chromium';
    const context = await this.#browser.newContext(isChromium ? { colorScheme } : {});
    context.setDefaultTimeout(PATIENCE_MS);
    // Chromium takes none but valid ones, from its command line and from its protocol.
    if (isChromium && language !== undefined) await context.addInitScript(setLanguage, language);
    return new PlaywrightContext(context);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}

class PlaywrightContext implements EngineContext {
  readonly #context: BrowserContext;

  constructor(context: BrowserContext) {
    this.#context = context;
  }

  async newPage(): Promise<EnginePage> {
    return new PlaywrightPage(await this.#context.newPage());
  }

  async close(): Promise<void> {
    await this.#context.close();
  }
}

class PlaywrightPage implements EnginePage {
  readonly problems: string[] = [];
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.problems.push(message.text());
    });
    page.on('pageerror', (error) => this.problems.push(String(error)));
  }

  async goto(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  async reload(): Promise<void> {
    await this.#page.reload();
  }

  async evaluate<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>> {
    return (await this.#page.evaluate(work as never, argument)) as Awaited<Result>;
  }

  async type(selector: string, text: string): Promise<void> {
    await this.#page.locator(selector).fill('');
    await this.#page.locator(selector).pressSequentially(text);
  }

  async click(selector: string): Promise<void> {
    await this.#page.locator(selector).click();
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}

/** In the page, before its scripts. */
function setLanguage(language: string): void {
  Object.defineProperty(Navigator.prototype, 'language', { get: () => language });
}
