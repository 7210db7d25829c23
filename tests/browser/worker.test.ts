// The package's worker in Chromium: nothing of the work is done on the page, and crashes lose nothing that was saved.

import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { Page, Worker } from 'playwright-core';
import { readGlosses } from '../../tools/corpora/wordnet.js';
import { ScriptSuite } from './fixture.js';
import { longestTasks } from './main-thread.js';
import type { ScriptPage } from './script-page.js';

type Script = typeof import('./worker-page.js');

const GLOSSES = readGlosses({ limit: 60 });
/** As long as the model takes, so that embedding one of them takes a while on any machine. */
const LONG = GLOSSES.slice(0, 12).map(({ id, text }) => ({ id: `long ${id}`, text: text.repeat(20) }));
/** Enough for a while. */
const MORE = readGlosses({ limit: 400 }).slice(60);

describe('in a worker', { timeout: 400_000 }, () => {
  const suite = new ScriptSuite<Script>('browser/worker-page');
  let page: ScriptPage<Script>;

  afterEach(async () => {
    await page.page.close();
    assert.deepEqual(page.foreignRequests(), []);
  });

  async function newPage(): Promise<void> {
    page = await suite.open(await suite.browser.newPage());
  }

  function workerOf(page: Page): Worker {
    return page.workers().at(-1) ?? assert.fail('there is no worker');
  }

  it('an index answers as in the page, and its worker goes with it', async () => {
    const answers: unknown[] = [];
    for (const worker of [true, false]) {
      await newPage();
      await page.call('open', 'same', { worker });
      await page.call('add', GLOSSES);
      assert.equal(page.page.workers().length, worker ? 1 : 0);
      const { norm, tokenizer, device } = await page.call('embed', 'a small animal');
      assert.ok(Math.abs(norm - 1) < 1e-5);
      assert.deepEqual([tokenizer, device], [!worker, 'wasm']);
      const hits = await page.call('hits', 'a small animal');
      answers.push([hits, await page.call('hits', 'a small animal', hits[0]?.id)]);
      await page.call('close');
      await page.untilWithoutWorker();
      assert.deepEqual(page.problems, []);
      await page.page.close();
    }
    assert.deepEqual(answers[0], answers[1]);
  });

  it('new documents are found while they are embedded', async () => {
    await newPage();
    await page.call('open', 'waiting');
    await page.call('add', GLOSSES);
    await page.call('beginAdding', MORE);
    const last = MORE.at(-1) ?? assert.fail();
    const best = async () => (await page.call('hits', last.text))[0];
    const waiting = await best();
    assert.deepEqual([waiting?.id, waiting?.waiting], [last.id, true]);
    assert.equal((await page.call('info')).documents, GLOSSES.length);
    assert.equal(await page.call('endOfAdding'), 'none');
    const added = await best();
    assert.deepEqual([added?.id, added?.waiting], [last.id, undefined]);
    await page.call('close');
  });

  it('indexing and searching leave the page free', async (test) => {
    const work = async () => {
      await page.call('add', [...GLOSSES, ...LONG]);
      await page.call('hits', 'a small animal', 'none');
      await page.call('save');
    };
    // If the work blocks the page, it does so each time; what the browser does on its own takes that long only now and then.
    let longest = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3 && longest >= 16; attempt++) {
      await newPage();
      await page.call('open', `free ${attempt}`);
      [longest = 0] = await longestTasks(suite.browser, page.page, work);
      await page.page.close();
    }
    test.diagnostic(`longest task of the page: ${longest.toFixed(1)} ms`);
    assert.ok(longest < 16, `the page was busy for ${longest} ms`);

    // The same in the page is seen.
    await newPage();
    await page.call('open', 'not free', { worker: false });
    const [here = 0] = await longestTasks(suite.browser, page.page, work);
    test.diagnostic(`without a worker: ${here.toFixed(1)} ms`);
    assert.ok(here > 16, `only ${here} ms`);
  });

  it('a worker that ends without a word is replaced, and what was saved is there', async () => {
    await newPage();
    await page.call('open', 'ended');
    await page.call('add', GLOSSES);
    await page.call('save');
    const expected = await page.call('hits', 'a small animal');
    await page.call('add', [{ id: 'unsaved', text: 'a small animal' }]);
    await page.call('beginAdding', MORE);
    await workerOf(page.page).evaluate(() => globalThis.close());
    const end = await page.call('endOfAdding');
    assert.match(end, /^worker-crashed: leann: cannot go on: the worker ended/);
    assert.deepEqual(await page.call('hits', 'a small animal'), expected);
    assert.deepEqual(await page.call('info'), { documents: GLOSSES.length, generation: 1, saved: true });
    assert.equal(page.page.workers().length, 1);
  });

  it('a worker in which something is not caught is replaced, three times in a minute', async () => {
    await newPage();
    await page.call('open', 'uncaught');
    await page.call('add', GLOSSES.slice(0, 5));
    await page.call('save');
    for (let crash = 0; crash < 3; crash++) {
      await page.call('beginAdding', MORE);
      await workerOf(page.page).evaluate(() => {
        setTimeout(() => {
          throw new WebAssembly.RuntimeError('unreachable');
        });
      });
      assert.match(await page.call('endOfAdding'), /^worker-crashed: .*the worker crashed: .*unreachable/);
    }
    const failure = await page.call('failureOfSearch', 'an illness');
    assert.match(failure, /^worker-crashed: .*crashed 3 times in a minute/);
    await page.untilWithoutWorker();
    assert.equal(await page.call('open', 'uncaught'), 5);
  });

  it('a trap in WASM is a crash', async () => {
    await newPage();
    await page.call('open', 'trap');
    await page.call('add', GLOSSES.slice(0, 5));
    await page.call('save');
    // The work in the worker meets this as it would meet a trap.
    await workerOf(page.page).evaluate(() => {
      TextEncoder.prototype.encode = () => {
        throw new WebAssembly.RuntimeError('unreachable');
      };
    });
    const failure = await page.call('failureOfAdd', GLOSSES.slice(5, 10));
    assert.equal(failure, 'worker-crashed: leann: cannot go on: the worker crashed: unreachable');
    await page.call('add', GLOSSES.slice(5, 10));
    assert.equal((await page.call('info')).documents, 10);
  });

  it('a worker script that is not there is an error that says so', async () => {
    await newPage();
    const failure = await page.call('failureOfLoad', { worker: '/nowhere.js' });
    assert.match(failure, /^worker-crashed: leann: cannot start the worker: its script could not be loaded/);
    assert.match(await page.call('failureOfLoad', { worker: true, dtype: 'fp16' }), /^(done|model-load)/);
  });
});
