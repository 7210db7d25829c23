// WebKit, the engine of Safari, as WebKitGTK: driven by classic WebDriver, a driver process for each context.

import { setTimeout as sleep } from 'node:timers/promises';
import { Display } from './display.js';
import {
  type Engine,
  type EngineContext,
  type EngineOptions,
  type EnginePage,
  PATIENCE_MS,
} from './engine.js';
import { WebDriver } from './webdriver.js';

const POLL_MS = 20;
/** What the standard calls the key of a reference to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Outcome = { done: false } | { done: true; value?: unknown; error?: string };

/** Starts the call of that number in the page. */
const START = `const calls = (globalThis.engineCalls ??= {});
const outcome = (calls[arguments[0]] = { done: false });
Promise.resolve().then(() => (WORK)(arguments[1])).then(
  (value) => Object.assign(outcome, { done: true, value: value === undefined ? undefined : JSON.stringify(value) }),
  (error) => Object.assign(outcome, { done: true, error: String(error?.stack ? error + '\\n' + error.stack : error) }),
);`;

const POLL = `const calls = globalThis.engineCalls;
const outcome = calls?.[arguments[0]];
if (outcome?.done) delete calls[arguments[0]];
return outcome ?? { done: true, error: 'the page went away' };`;

const HEAR = `globalThis.engineHeard = false;
addEventListener('click', () => (globalThis.engineHeard = true), { capture: true, once: true });`;

const HEARD = 'return globalThis.engineHeard ?? null;';

/** Marks the document that is about to be left. */
const LEAVE = 'document.engineLeft = true;';

const LOADED = "return document.engineLeft === undefined && document.readyState === 'complete';";

const CLICKS = 3;
const HEARD_WITHIN_MS = 3000;

/** Each step of the path is looked for within the shadow root of the element before it. */
const FIND = `let root = document;
for (const step of arguments[0]) root = (root?.shadowRoot ?? root)?.querySelector(step);
return root;`;

export class WebKitEngine implements Engine {
  readonly name = 'webkit';
  readonly title: string;
  readonly #display: Display;
  readonly #options: EngineOptions;
  readonly #contexts = new Set<WebKitContext>();

  private constructor(display: Display, options: EngineOptions, version: string) {
    this.#display = display;
    this.#options = options;
    this.title = `WebKitGTK ${version}`;
  }

  static async launch(options: EngineOptions = {}): Promise<WebKitEngine> {
    const display = await Display.start();
    try {
      const driver = await WebDriver.start(display.name, options);
      await driver.stop();
      return new WebKitEngine(display, options, driver.version);
    } catch (error) {
      await display.stop();
      throw error;
    }
  }

  async newContext(): Promise<EngineContext> {
    const context = new WebKitContext(await WebDriver.start(this.#display.name, this.#options));
    this.#contexts.add(context);
    return context;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#contexts].map((context) => context.close()));
    await this.#display.stop();
  }
}

class WebKitContext implements EngineContext {
  readonly #driver: WebDriver;
  /** The driver's own window, which is always there to open others from. */
  #first: string | undefined;
  #before: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(driver: WebDriver) {
    this.#driver = driver;
  }

  async newPage(): Promise<EnginePage> {
    this.#first ??= await this.#driver.send<string>('GET', '/window');
    // A tab would be hidden, and a hidden page draws nothing.
    const command = ['POST', '/window/new', { type: 'window' }] as const;
    const { handle } = await this.#inWindow<{ handle: string }>(this.#first, ...command);
    return new WebKitPage((method, path, body) => this.#inWindow(handle, method, path, body));
  }

  close(): Promise<void> {
    this.#closed ??= this.#driver.stop();
    return this.#closed;
  }

  /** One command after the other: the driver has one window at a time. */
  #inWindow<Result>(handle: string, ...command: Parameters<WebDriver['send']>): Promise<Result> {
    const sent = this.#before.then(async () => {
      await this.#driver.send('POST', '/window', { handle });
      return await this.#driver.send<Result>(...command);
    });
    this.#before = sent.catch(() => undefined);
    return sent;
  }
}

type Send = <Result>(...command: Parameters<WebDriver['send']>) => Promise<Result>;

class WebKitPage implements EnginePage {
  readonly problems = undefined;
  readonly #send: Send;
  #calls = 0;

  constructor(send: Send) {
    this.#send = send;
  }

  async goto(url: string): Promise<void> {
    await this.#load('/url', { url });
  }

  async reload(): Promise<void> {
    await this.#load('/refresh', {});
  }

  async evaluate<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>> {
    const call = this.#calls++;
    await this.#execute(
      START.replace('WORK', () => String(work)),
      call,
      argument ?? null,
    );
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const outcome = await this.#execute<Outcome>(POLL, call);
      if (outcome.done && outcome.error !== undefined) throw new Error(outcome.error);
      if (outcome.done) {
        return (
          outcome.value === undefined ? undefined : JSON.parse(String(outcome.value))
        ) as Awaited<Result>;
      }
      if (Date.now() > end) throw new Error(`no answer from the page within ${PATIENCE_MS} ms`);
      await sleep(POLL_MS);
    }
  }

  async type(selector: string, text: string): Promise<void> {
    const element = await this.#find(selector);
    await this.#send('POST', `/element/${element}/clear`, {});
    await this.#send('POST', `/element/${element}/value`, { text });
  }

  /** Clicks again if the page heard of no click: a window that has just been opened may lose one. */
  async click(selector: string): Promise<void> {
    const element = await this.#find(selector);
    for (let attempt = 0; attempt < CLICKS; attempt++) {
      await this.#execute(HEAR);
      await this.#send('POST', `/element/${element}/click`, {});
      for (const end = Date.now() + HEARD_WITHIN_MS; Date.now() < end; await sleep(POLL_MS)) {
        // Of a page that a click led to nobody knows.
        if ((await this.#execute<boolean | null>(HEARD)) !== false) return;
      }
    }
    throw new Error(`no click on ${selector} arrived`);
  }

  async close(): Promise<void> {
    await this.#send('DELETE', '/window');
  }

  /**
   * Resolves when another document is loaded. The driver does not wait for it: often it goes on before the page's modules have run, or
   * while the document before is still there, and what is clicked then does nothing.
   */
  async #load(command: '/url' | '/refresh', body: object): Promise<void> {
    await this.#execute(LEAVE);
    await this.#send('POST', command, body);
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(POLL_MS)) {
      if (await this.#execute<boolean>(LOADED)) return;
    }
    throw new Error(`the page was not loaded within ${PATIENCE_MS} ms`);
  }

  /** Resolves with the element's reference once it is there. */
  async #find(selector: string): Promise<string> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const found = await this.#execute<Record<string, string> | null>(FIND, selector.split(' >> '));
      const reference = found?.[ELEMENT];
      if (reference !== undefined) return reference;
      if (Date.now() > end) throw new Error(`no ${selector} within ${PATIENCE_MS} ms`);
      await sleep(POLL_MS);
    }
  }

  #execute<Result>(script: string, ...args: unknown[]): Promise<Result> {
    return this.#send('POST', '/execute/sync', { script, args });
  }
}
