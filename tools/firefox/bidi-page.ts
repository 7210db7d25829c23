// A page of Firefox, or its own window, in which functions are called.

import type { BidiConnection } from './bidi.js';

interface Outcome {
  type: 'success' | 'exception';
  result?: { value?: unknown };
  exceptionDetails?: { text: string };
}

const POLL_MS = 50;
const PATIENCE_MS = 180_000;

export class BidiPage {
  readonly #bidi: BidiConnection;
  readonly #context: string;

  constructor(bidi: BidiConnection, context: string) {
    this.#bidi = bidi;
    this.#context = context;
  }

  /** Resolves when the page is loaded. */
  async goto(url: string): Promise<void> {
    await this.#bidi.send('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  /**
   * Calls a function in the page; argument and result are copied as JSON. The function is sent as its text, so it sees
   * nothing of the module that it is written in. It may do what only somebody who clicks may do.
   */
  async evaluate<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>> {
    const declaration = `async (given) => JSON.stringify((await (${work})(JSON.parse(given))) ?? null)`;
    const outcome = await this.#bidi.send<Outcome>('script.callFunction', {
      functionDeclaration: declaration,
      target: { context: this.#context },
      arguments: [{ type: 'string', value: JSON.stringify(argument ?? null) }],
      awaitPromise: true,
      userActivation: true,
    });
    if (outcome.type === 'exception') throw new Error(outcome.exceptionDetails?.text);
    return JSON.parse(String(outcome.result?.value)) as Awaited<Result>;
  }

  /** Resolves once the function gives something true; with what it gave. */
  async until<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
    patienceMs = PATIENCE_MS,
  ): Promise<Awaited<Result>> {
    const end = Date.now() + patienceMs;
    for (;;) {
      const result = await this.evaluate(work, argument);
      if (result) return result;
      if (Date.now() > end) throw new Error(`not within ${patienceMs} ms: ${work}`);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Clicks into the middle of the element, as a person does. */
  async click(selector: string): Promise<void> {
    const [x, y] = await this.evaluate((wanted) => {
      const element = document.querySelector(wanted);
      if (element === null) throw new Error(`there is no ${wanted}`);
      element.scrollIntoView({ block: 'center', behavior: 'instant' });
      const { left, top, width, height } = element.getBoundingClientRect();
      return [Math.round(left + width / 2), Math.round(top + height / 2)];
    }, selector);
    const actions = [
      { type: 'pointerMove', x, y },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    await this.#bidi.send('input.performActions', {
      context: this.#context,
      actions: [{ type: 'pointer', id: 'mouse', actions }],
    });
  }

  /** Of what is in view, in CSS pixels. */
  async resize(width: number, height: number): Promise<void> {
    const viewport = { width, height };
    await this.#bidi.send('browsingContext.setViewport', { context: this.#context, viewport });
  }

  /** Brings its tab to the front. */
  async show(): Promise<void> {
    await this.#bidi.send('browsingContext.activate', { context: this.#context });
  }

  /** A PNG of what is in view. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.#bidi.send<{ data: string }>('browsingContext.captureScreenshot', {
      context: this.#context,
    });
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    await this.#bidi.send('browsingContext.close', { context: this.#context });
  }
}
