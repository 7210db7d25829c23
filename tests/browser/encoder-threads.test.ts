// Our own encoder with several threads in Chromium: the bits of one, in the page and in the package's worker, and nothing is lost with
// a worker that cannot be had, or ends.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { type Device, defaultThreads } from '../../web/encoder/encoder-threads.js';
import { ScriptSuite } from './fixture.js';
import { POLICY, type ScriptPage } from './script-page.js';

type Script = typeof import('./encoder-threads-page.js');
type Options = Parameters<Script['load']>[0];

/** A batch and a bit, of very different lengths. */
const TEXTS = readGlosses({ limit: 9 }).map(({ text }, number) => text.repeat(1 + number));

/** What all-MiniLM-L6-v2 takes. */
const BYTES = 30e6;

/** So many times over they take seconds. */
const OFTEN = 100;

/** Workers that stay do so now and then: where they end at once, two of three runs of twelve failed. */
const TIMES = process.env.LEANN_RELIABILITY === 'full' ? 12 : 2;

/** How often is looked for what comes soon. */
const ATTEMPTS = 100;

/** Where the first instance is. */
const PLACES = ['page', 'worker'] as const;
type Place = (typeof PLACES)[number];

describe('our own encoder with threads', { timeout: 600_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/encoder-threads-page');
  let expected: string;

  before(async () => {
    const script = await loaded('page', { numThreads: 1 });
    expected = await script.call('vectorsOf', TEXTS);
    assert.equal(script.page.workers().length, 0);
    await script.page.close();
  });

  /** The script's page with the model loaded. */
  async function loaded(place: Place, options: Options, page?: Page): Promise<ScriptPage<Script>> {
    const script = await suite.open(page);
    await script.call('load', { ...options, ...(place === 'page' && { worker: false }) });
    return script;
  }

  async function assertSame(script: ScriptPage<Script>): Promise<void> {
    // Nobody wants to read the difference.
    assert.ok((await script.call('vectorsOf', TEXTS)) === expected, 'other bits');
  }

  /** The page's policy allows none. */
  async function refuseWorkers(page: Page): Promise<undefined> {
    await page.route(suite.served.url, async (route) => {
      const response = await route.fetch();
      const policy = `${POLICY}; worker-src 'none'`;
      await route.fulfill({
        response,
        headers: { ...response.headers(), 'content-security-policy': policy },
      });
    });
  }

  /** The script of workers is served once; how often it was asked for. */
  async function refuseSecondWorker(page: Page): Promise<() => number> {
    let asked = 0;
    await page.route(/\/worker\.js$/, async (route) => {
      if (asked++ === 0) await route.continue();
      else await route.abort();
    });
    return () => asked;
  }

  /** Embeds until so many threads share a batch. */
  async function untilShared(script: ScriptPage<Script>, place: Place, threads: number): Promise<void> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await inFirst(script, place, noteShares);
      await assertSame(script);
      if ((await inFirst(script, place, sharedBy)) === threads - 1) return;
      // A thread that is behind, as others are busy on this machine, is asked again once it has caught up.
      await script.page.waitForTimeout(20 * (1 + attempt));
    }
    assert.fail(`${threads} threads do not share a batch`);
  }

  for (const place of PLACES) {
    it(`gives the bits of one thread, in the ${place}, and its workers end with it`, async () => {
      for (const threads of [1, 2, 3]) {
        const script = await loaded(place, { numThreads: threads });
        await untilShared(script, place, threads);
        assert.equal(script.page.workers().length, threads - (place === 'page' ? 1 : 0));
        await script.call('close');
        await script.untilWithoutWorker();
        assert.deepEqual(script.problems, []);
        await script.page.close();
      }
    });

    it(`loses nothing with a worker that ends in mid-batch, in the ${place}`, async () => {
      const page = await suite.context.newPage();
      await page.addInitScript(keepStarted);
      const script = await loaded(place, { numThreads: 2 }, page);
      await untilShared(script, place, 2);
      const workers = script.page.workers().length;
      await script.page.evaluate(endWhenTold);
      await inFirst(script, place, tellOnceAsked);
      // A worker that is still busy with a share that nobody waits for any more is not asked; one that ends is gone a little later.
      for (let attempt = 0; script.page.workers().length === workers; attempt++) {
        assert.ok(attempt < ATTEMPTS, 'no worker ended');
        await assertSame(script);
        await script.page.waitForTimeout(20 * (1 + attempt));
      }
      await assertSame(script);
      assert.deepEqual(script.problems, []);
      await script.page.close();
    });

    it(`goes on alone where another worker cannot be had, in the ${place}`, async () => {
      const page = await suite.context.newPage();
      const asked = await (place === 'page' ? refuseWorkers(page) : refuseSecondWorker(page));
      const script = await loaded(place, { numThreads: 3 }, page);
      for (let run = 0; run < 3; run++) {
        await assertSame(script);
        await page.waitForTimeout(50);
      }
      assert.equal(page.workers().length, place === 'page' ? 0 : 1);
      assert.ok(script.problems.length <= 1, 'it is tried once');
      const refused = place === 'page' ? /worker-src 'none'/ : /Failed to load resource/;
      for (const problem of script.problems) assert.match(problem, refused);
      if (asked !== undefined) assert.equal(asked(), 2, 'it is tried once');
      await page.close();
    });

    it(`is left when it is aborted, in the ${place}`, async () => {
      const script = await loaded(place, { numThreads: 2 });
      await untilShared(script, place, 2);
      await inFirst(script, place, noteShares);
      await script.call('begin', TEXTS, OFTEN);
      for (let attempt = 0; (await inFirst(script, place, sharedBy)) === 0; attempt++) {
        assert.ok(attempt < ATTEMPTS, 'nothing is shared');
        await script.page.waitForTimeout(5 * (1 + attempt));
      }
      assert.match((await script.call('abort')) ?? 'none', /enough/);
      await untilShared(script, place, 2);
      await script.page.close();
    });
  }

  it('leaves no worker behind, however often it is closed', async () => {
    const page = await suite.context.newPage();
    for (let time = 0; time < TIMES; time++) {
      const script = await loaded('worker', { numThreads: 3 }, page);
      await untilShared(script, 'worker', 3);
      await script.call('close');
      await script.untilWithoutWorker();
    }
    await page.close();
  });

  it("has one in a worker that is not the package's, however many are asked for", async () => {
    const script = await suite.open();
    assert.ok((await script.call('vectorsInWorker', TEXTS, 3)) === expected, 'other bits');
    assert.equal(script.page.workers().length, 1);
    await script.page.close();
  });

  it('has as many as suit the device in the worker, and one in the page', async () => {
    const inWorker = await loaded('worker', {});
    const device = await inWorker.page.evaluate((): Device => {
      const { hardwareConcurrency, deviceMemory } = navigator as Device & Navigator;
      return { hardwareConcurrency, ...(deviceMemory !== undefined && { deviceMemory }) };
    });
    await untilShared(inWorker, 'worker', defaultThreads(device, BYTES));
    await inWorker.page.close();
    const inPage = await loaded('page', {});
    await untilShared(inPage, 'page', 1);
    assert.equal(inPage.page.workers().length, 0);
    await inPage.page.close();
  });
});

/** Has the thread of the first instance do something. */
async function inFirst<R>({ page }: ScriptPage<Script>, place: Place, work: () => R): Promise<R> {
  if (place === 'page') return await page.evaluate(work);
  const [worker] = page.workers();
  return await (worker ?? assert.fail('there is no worker')).evaluate(work);
}

interface Asking {
  method?: string;
}

/** In that thread: collects the lines over which copies are asked to embed. */
function noteShares(): void {
  const asked = new Set<unknown>();
  const known = Reflect.has(globalThis, 'asked');
  Reflect.set(globalThis, 'asked', asked);
  if (known) return;
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: Asking | undefined, options) {
    if (message?.method === 'embed') Reflect.get(globalThis, 'asked').add(this);
    post.call(this, message, options as StructuredSerializeOptions);
  };
}

/** In that thread: how many were. */
function sharedBy(): number {
  return Reflect.get(globalThis, 'asked').size;
}

/** In that thread: tells the page once a copy is asked to embed. */
function tellOnceAsked(): void {
  const told = new BroadcastChannel('asked');
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (this: MessagePort, message: Asking | undefined, options) {
    post.call(this, message, options as StructuredSerializeOptions);
    if (message?.method === 'embed') told.postMessage(undefined);
  };
}

/** In the page: ends the worker that was started last when it is told to, without a word. */
function endWhenTold(): void {
  const [last] = (Reflect.get(globalThis, 'started') as globalThis.Worker[]).slice(-1);
  new BroadcastChannel('asked').onmessage = () => last?.terminate();
}

/** In the page, before its scripts: keeps the workers that it starts. */
function keepStarted(): void {
  const started: globalThis.Worker[] = [];
  Reflect.set(globalThis, 'started', started);
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      started.push(this);
    }
  };
}
