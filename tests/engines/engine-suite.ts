// The set-up of each suite that runs in every engine: the engine of the environment variable LEANN_BROWSER, and servers.

import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Served, type ServeOptions, serve } from '../../cli/static-server.js';
import {
  type Engine,
  type EngineContext,
  type EngineName,
  type EngineOptions,
  type EnginePage,
  PATIENCE_MS,
} from '../../tools/engines/engine.js';
import { engineNamed, launchEngine } from '../../tools/engines/launch.js';

/** What the servers of this process are asked for; Node tells it. */
const REQUESTS = 'http.server.request.start';

/** The engine of this run; Chromium unless LEANN_BROWSER names another. */
export const ENGINE: EngineName = engineNamed(process.env.LEANN_BROWSER ?? 'chromium') ?? 'chromium';

/** Why a test cannot run in the engine of this run, by engine; for `test`'s option `skip`. */
export function without(reasons: Partial<Record<EngineName, string>>): string | false {
  return reasons[ENGINE] ?? false;
}

/** The engine for the suite in whose `describe` it is made; everything is closed after its tests. */
export class EngineSuite {
  engine!: Engine;
  context!: EngineContext;
  /** Paths that the servers of this suite were asked for, of the pages and of their workers. */
  readonly requests: string[] = [];
  readonly #servers: Served[] = [];
  readonly #note = (message: unknown) => {
    this.requests.push((message as { request: IncomingMessage }).request.url ?? '');
  };

  constructor(options?: EngineOptions) {
    before(async () => {
      this.engine = await launchEngine(ENGINE, options);
      this.context = await this.engine.newContext();
      subscribe(REQUESTS, this.#note);
    });
    after(async () => {
      unsubscribe(REQUESTS, this.#note);
      await this.engine?.close();
      await Promise.all(this.#servers.map((server) => server.close()));
    });
  }

  /** Serves folders until the suite ends, or until the server is closed. */
  async serve(options: ServeOptions): Promise<Served> {
    return this.keep(await serve(options));
  }

  /** Closes the server after the suite. */
  keep(served: Served): Served {
    this.#servers.push(served);
    return served;
  }

  /** A page of the suite's context, at that URL. */
  async open(url: string): Promise<EnginePage> {
    const page = await this.context.newPage();
    await page.goto(url);
    return page;
  }
}

/** Resolves once the function, called in the page again and again, gives something true; with what it gave. */
export async function until<Argument, Result>(
  page: EnginePage,
  work: (argument: Argument) => Result,
  argument: Argument,
): Promise<Awaited<Result>> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const result = await page.evaluate(work, argument);
    if (result) return result;
    if (Date.now() > end) assert.fail(`not within ${PATIENCE_MS} ms: ${work}`);
    await sleep(20);
  }
}

/** Nothing went wrong in the page, as far as its engine tells. */
export function assertNoProblems(page: EnginePage): void {
  assert.deepEqual(page.problems ?? [], []);
}
